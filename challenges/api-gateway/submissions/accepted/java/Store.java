import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers by path and query. */
class Store {
    record Stored(Answer answer, long maxAgeS, long untilNs) {
        boolean isFresh() {
            return System.nanoTime() - untilNs < 0;
        }

        String etag() {
            return answer.headers().first("ETag");
        }
    }

    private final Map<String, Stored> answers = new ConcurrentHashMap<>();

    Stored find(String target) {
        return answers.get(target);
    }

    /** Keeps the answer, if it may be kept. */
    void offer(String target, Answer answer) {
        long maxAgeS = maxAgeS(answer.headers().first("Cache-Control"));
        if (answer.status() == 200 && maxAgeS > 0) keep(target, answer, maxAgeS);
    }

    Stored keep(String target, Answer answer, long maxAgeS) {
        Stored stored = new Stored(answer, maxAgeS, System.nanoTime() + maxAgeS * 1_000_000_000L);
        answers.put(target, stored);
        return stored;
    }

    void forget(String path) {
        answers.keySet().removeIf(target -> target.split("\\?", 2)[0].equals(path));
    }

    /** 0 where the answer may not be kept. */
    private static long maxAgeS(String control) {
        if (control == null) return 0;
        List<String> words = Arrays.stream(control.toLowerCase(Locale.ROOT).split(",")).map(String::strip).toList();
        if (words.contains("no-store") || words.contains("private")) return 0;
        return words.stream()
            .filter(word -> word.matches("max-age=[0-9]{1,9}"))
            .mapToLong(word -> Long.parseLong(word.substring(8)))
            .findFirst()
            .orElse(0);
    }
}
