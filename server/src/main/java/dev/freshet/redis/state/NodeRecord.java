package dev.freshet.redis.state;

import dev.freshet.cluster.Nodes.Node;
import dev.freshet.cluster.Nodes.Order;
import dev.freshet.cluster.Nodes.State;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What nodes write of themselves and to each other, in bytes. The first byte says which version may
 * read it; newer nodes add fields at the end, which older ones do not look at.
 */
final class NodeRecord {
  private static final int VERSION = 1;
  private static final int DRAIN = 1;
  private static final int SHED = 2;
  private static final int RESUME = 3;

  private NodeRecord() {}

  /** Writes into a stream in memory. */
  private interface Fields {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Fields fields) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      fields.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] write(Node node) {
    return bytes(out -> {
      out.writeUTF(node.id());
      out.writeUTF(node.name());
      out.writeUTF(node.version());
      out.writeUTF(node.commit());
      out.writeUTF(node.started().toString());
      out.writeUTF(node.state().name());
      out.writeInt(node.connections());
      out.writeInt(node.connectionsMax());
      out.writeInt(node.acceptRate());
      out.writeInt(node.leaveRate());
      out.writeDouble(node.lag());
      out.writeInt(node.connectionsByApp().size());
      for (Map.Entry<String, Integer> app : node.connectionsByApp().entrySet()) {
        out.writeUTF(app.getKey());
        out.writeInt(app.getValue());
      }
    });
  }

  /** Reads what {@link #write(Node)} wrote; null when a newer node wrote what this cannot read. */
  static @Nullable Node node(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return in.readByte() == VERSION ? node(in) : null;
    } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
      return null;
    }
  }

  private static Node node(DataInputStream in) throws IOException {
    return new Node(
        in.readUTF(),
        in.readUTF(),
        in.readUTF(),
        in.readUTF(),
        Instant.parse(in.readUTF()),
        State.valueOf(in.readUTF()),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readDouble(),
        apps(in));
  }

  private static Map<String, Integer> apps(DataInputStream in) throws IOException {
    var apps = new HashMap<String, Integer>();
    for (int left = in.readInt(); left > 0; left--) {
      apps.put(in.readUTF(), in.readInt());
    }
    return apps;
  }

  static byte[] write(Order order) {
    return bytes(out -> {
      switch (order) {
        case Order.Drain(var perSecond) -> {
          out.writeByte(DRAIN);
          out.writeInt(perSecond);
        }
        case Order.Shed(var connections, var perSecond) -> {
          out.writeByte(SHED);
          out.writeInt(connections);
          out.writeInt(perSecond);
        }
        case Order.Resume _ -> out.writeByte(RESUME);
      }
    });
  }

  /** Reads what {@link #write(Order)} wrote; null when it is of a kind not known here. */
  static @Nullable Order order(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readByte() != VERSION) {
        return null;
      }
      return switch (in.readByte()) {
        case DRAIN -> new Order.Drain(in.readInt());
        case SHED -> new Order.Shed(in.readInt(), in.readInt());
        case RESUME -> new Order.Resume();
        default -> null;
      };
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }
}
