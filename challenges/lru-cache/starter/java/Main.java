import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

public class Main {
    static class Cache {
        private final int capacity;

        Cache(int capacity) {
            this.capacity = capacity;
        }

        /** Executes one command, {@code words[2]} and on being its arguments, and returns the line to print. */
        String run(long now, String command, String[] words) {
            throw new UnsupportedOperationException("not implemented");
        }
    }

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        Cache cache = new Cache(Integer.parseInt(in.readLine()));
        StringBuilder out = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            out.append(cache.run(Long.parseLong(words[0]), words[1], words)).append('\n');
        }
        System.out.print(out);
    }
}
