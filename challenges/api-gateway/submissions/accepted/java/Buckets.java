import java.util.HashMap;
import java.util.Map;

/** A token bucket for every key, full when it is first seen. */
class Buckets {
    private record Bucket(double level, long atNs) {}

    private final double capacity;
    private final double perSecond;
    private final Map<String, Bucket> buckets = new HashMap<>();

    Buckets(double capacity, double perSecond) {
        this.capacity = capacity;
        this.perSecond = perSecond;
    }

    synchronized void take(String key) throws Refusal {
        long now = System.nanoTime();
        Bucket bucket = buckets.getOrDefault(key, new Bucket(capacity, now));
        double level = Math.min(capacity, bucket.level + (now - bucket.atNs) / 1e9 * perSecond);
        buckets.put(key, new Bucket(level >= 1 ? level - 1 : level, now));
        if (level < 1) {
            long seconds = (long) Math.ceil((1 - level) / perSecond);
            throw new Refusal(429, "rate_limited", Map.of("Retry-After", Long.toString(seconds)));
        }
    }
}
