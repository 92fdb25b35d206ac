// tries: hold more than is allowed half on the heap and half off it
// must: memory_limit_exceeded out_of_memory
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

public class Main {
    public static void main(String[] args) {
        List<Object> blocks = new ArrayList<>();
        for (;;) {
            ByteBuffer block = ByteBuffer.allocateDirect(4 << 20);
            while (block.hasRemaining()) block.put((byte) 1);
            blocks.add(block);
            blocks.add(new byte[4 << 20]);
        }
    }
}
