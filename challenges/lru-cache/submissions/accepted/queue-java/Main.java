import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.PriorityQueue;
import java.util.StringJoiner;

public class Main {
    private static final long NEVER = Long.MAX_VALUE;

    private static final class Entry {
        final String value;
        long expires;

        Entry(String value, long expires) {
            this.value = value;
            this.expires = expires;
        }
    }

    private record Deadline(long time, String key, Entry entry) {}

    /**
     * Insertion order is the order of use: a used entry is taken out and put back. (Access order would count a look
     * by TTL as a use.)
     */
    private static final class Cache {
        private final int capacity;
        private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
        private final PriorityQueue<Deadline> deadlines = new PriorityQueue<>(Comparator.comparingLong(Deadline::time));
        private int hits;
        private int misses;
        private int evictions;
        private int expirations;

        Cache(int capacity) {
            this.capacity = capacity;
        }

        String run(long now, String command, String[] words) {
            expire(now);
            switch (command) {
                case "SET":
                    return set(words[2], words[3], words.length > 4 ? now + Long.parseLong(words[4]) : NEVER);
                case "GET":
                    return get(words[2]);
                case "DEL":
                    return entries.remove(words[2]) == null ? "0" : "1";
                case "EXPIRE":
                    return prolong(words[2], now + Long.parseLong(words[3]));
                case "TTL":
                    return ttl(words[2], now);
                case "SIZE":
                    return Integer.toString(entries.size());
                case "NEXT":
                    return next(Integer.parseInt(words[2]));
                case "STATS":
                    return hits + " " + misses + " " + evictions + " " + expirations;
                default:
                    throw new IllegalArgumentException(command);
            }
        }

        private void expire(long now) {
            while (!deadlines.isEmpty() && deadlines.peek().time() <= now) {
                Deadline due = deadlines.poll();
                Entry entry = due.entry();
                boolean stillHolds = entry.expires == due.time() && entries.get(due.key()) == entry;
                if (stillHolds) {
                    entries.remove(due.key());
                    expirations++;
                }
            }
        }

        private String set(String key, String value, long expires) {
            String answer = "OK";
            if (entries.remove(key) == null && entries.size() == capacity) {
                Iterator<String> oldest = entries.keySet().iterator();
                answer = "EVICTED " + oldest.next();
                oldest.remove();
                evictions++;
            }
            Entry entry = new Entry(value, expires);
            entries.put(key, entry);
            if (expires != NEVER) {
                deadlines.add(new Deadline(expires, key, entry));
            }
            return answer;
        }

        private String get(String key) {
            Entry entry = entries.remove(key);
            if (entry == null) {
                misses++;
                return "(nil)";
            }
            hits++;
            entries.put(key, entry);
            return entry.value;
        }

        private String prolong(String key, long expires) {
            Entry entry = entries.get(key);
            if (entry == null) {
                return "0";
            }
            entry.expires = expires;
            deadlines.add(new Deadline(expires, key, entry));
            return "1";
        }

        private String ttl(String key, long now) {
            Entry entry = entries.get(key);
            if (entry == null) {
                return "-2";
            }
            return entry.expires == NEVER ? "-1" : Long.toString(entry.expires - now);
        }

        private String next(int count) {
            StringJoiner keys = new StringJoiner(" ").setEmptyValue("(empty)");
            Iterator<String> order = entries.keySet().iterator();
            for (int i = 0; i < count && order.hasNext(); i++) {
                keys.add(order.next());
            }
            return keys.toString();
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
