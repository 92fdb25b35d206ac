import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Headers whose names have no case; a name may have several values. */
class Headers {
    private static final List<String> HOP_BY_HOP = List.of(
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection",
        "TE", "Trailer", "Transfer-Encoding", "Upgrade");

    private final Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    Headers(Map<String, List<String>> from) {
        from.forEach((name, all) -> values.put(name, new ArrayList<>(all)));
    }

    String first(String name) {
        List<String> all = values.get(name);
        return all == null ? null : all.get(0);
    }

    void set(String name, String value) {
        values.put(name, List.of(value));
    }

    void forEach(BiConsumer<String, String> action) {
        values.forEach((name, all) -> all.forEach(value -> action.accept(name, value)));
    }

    /** A copy with the headers that concern the other end, without those named. */
    Headers passedOn(String... but) {
        Headers passed = new Headers(values);
        for (String value : values.getOrDefault("Connection", List.of())) {
            for (String name : value.split(",")) passed.values.remove(name.strip());
        }
        for (String name : but) passed.values.remove(name);
        for (String name : HOP_BY_HOP) passed.values.remove(name);
        return passed;
    }
}
