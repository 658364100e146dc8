package dev.freshet.tools.doctor.capacity;

/** What bounds how many connections there can be. */
public enum Limit {
  OPEN_FILES(
      "open-files",
      "The server process's limit of open files, less the reserve it keeps for itself"),
  NR_OPEN("nr-open", "fs.nr_open, the ceiling of that limit for every process, less the reserve"),
  SYSTEM_FILES(
      "system-files", "fs.file-max, less what all processes have open, and less the reserve"),
  MEMORY(
      "memory",
      "Memory of the machine or the container that is not the heap's, by what a connection takes of"
          + " the kernel and of the process outside its heap"),
  HEAP("heap", "The heap, less history's share and a quarter for the collector"),
  CONNTRACK("conntrack", "Entries left in the kernel's connection tracking, where it is at work"),
  APPS("apps", "limits.connections of all apps together");

  private final String key;
  private final String sentence;

  Limit(String key, String sentence) {
    this.key = key;
    this.sentence = sentence;
  }

  /** As it is printed. */
  public String key() {
    return key;
  }

  /** What it is. */
  public String sentence() {
    return sentence;
  }
}
