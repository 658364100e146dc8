package dev.freshet.cluster;

class LocalOccupancyTest implements OccupancyContract {
  private final LocalOccupancy occupancy = new LocalOccupancy();

  @Override
  public Occupancy occupancy() {
    return occupancy;
  }
}
