import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class Main {
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern LINE = Pattern.compile(
            "([!-~]+) [!-~]+ [!-~]+ "
                    + "\\[([0-9]{2})/([A-Z][a-z]{2})/([0-9]{4}):([0-9]{2}):([0-9]{2}):([0-9]{2}) "
                    + "([+-])([0-9]{2})([0-9]{2})\\] "
                    + "\"[A-Z]+ (/[!#-\\[\\]-~]*) HTTP/[0-9]\\.[0-9]\" "
                    + "([1-5])[0-9]{2} ([0-9]{1,12}|-) "
                    // Possessive: a quoted field is never read in a second way, and never needs deep recursion.
                    + "\"(?:[^\"\\\\]|\\\\.)*+\" \"(?:[^\"\\\\]|\\\\.)*+\" "
                    + "([0-9]{1,9})",
            Pattern.DOTALL);

    private record Request(String host, Instant time, String path, int status, long size, int ms) {}

    /** The request that the line describes, or null if it is malformed. */
    private static Request parse(String line) {
        Matcher m = LINE.matcher(line);
        if (!m.matches()) {
            return null;
        }
        int offset = Integer.parseInt(m.group(9)) * 60 + Integer.parseInt(m.group(10));
        int ms = Integer.parseInt(m.group(14));
        if (Integer.parseInt(m.group(9)) > 14 || Integer.parseInt(m.group(10)) > 59 || ms > 86_400_000) {
            return null;
        }
        Instant time;
        try {
            time = LocalDateTime.of(
                            Integer.parseInt(m.group(4)),
                            MONTHS.indexOf(m.group(3)) + 1,
                            Integer.parseInt(m.group(2)),
                            Integer.parseInt(m.group(5)),
                            Integer.parseInt(m.group(6)),
                            Integer.parseInt(m.group(7)))
                    .toInstant(ZoneOffset.UTC)
                    .plusSeconds((m.group(8).equals("-") ? 60L : -60L) * offset);
        } catch (DateTimeException e) {
            return null;
        }
        String size = m.group(13);
        return new Request(
                m.group(1),
                time,
                path(m.group(11)),
                Integer.parseInt(m.group(12)),
                size.equals("-") ? 0 : Long.parseLong(size),
                ms);
    }

    private static String path(String target) {
        int end = target.indexOf('?');
        if (end < 0) {
            end = target.length();
        }
        while (end > 0 && target.charAt(end - 1) == '/') {
            end--;
        }
        return end == 0 ? "/" : target.substring(0, end);
    }

    private static int percentile(List<Integer> sorted, int perMille) {
        return sorted.get((sorted.size() * perMille + 999) / 1000 - 1);
    }

    private static Instant bound(String text, Instant open) {
        return text.equals("-") ? open : OffsetDateTime.parse(text).toInstant();
    }

    public static void main(String[] args) throws IOException {
        String[] log = new String(System.in.readAllBytes(), StandardCharsets.ISO_8859_1).split("\r?\n");
        String[] query = log[0].trim().split(" ");
        Instant from = bound(query[0], Instant.MIN);
        Instant to = bound(query[1], Instant.MAX);
        int ranks = Integer.parseInt(query[2]);

        int lines = 0;
        int malformed = 0;
        int outside = 0;
        long bytes = 0;
        int[] classes = new int[6];
        Set<String> hosts = new HashSet<>();
        Map<String, Integer> hours = new TreeMap<>();
        Map<String, List<Integer>> durations = new HashMap<>();
        for (int i = 1; i < log.length; i++) {
            // The last line may end with a CR alone.
            String line = log[i].endsWith("\r") ? log[i].substring(0, log[i].length() - 1) : log[i];
            if (line.isEmpty()) {
                continue;
            }
            lines++;
            Request request = parse(line);
            if (request == null) {
                malformed++;
            } else if (request.time().isBefore(from) || !request.time().isBefore(to)) {
                outside++;
            } else {
                hosts.add(request.host());
                bytes += request.size();
                classes[request.status()]++;
                hours.merge(HOUR.format(request.time()), 1, Integer::sum);
                durations.computeIfAbsent(request.path(), path -> new ArrayList<>()).add(request.ms());
            }
        }

        StringBuilder out = new StringBuilder();
        out.append("lines ").append(lines).append('\n');
        out.append("malformed ").append(malformed).append('\n');
        out.append("outside ").append(outside).append('\n');
        out.append("requests ").append(lines - malformed - outside).append('\n');
        out.append("hosts ").append(hosts.size()).append('\n');
        out.append("bytes ").append(bytes).append('\n');
        for (int status = 1; status <= 5; status++) {
            out.append(status).append("xx ").append(classes[status]).append('\n');
        }
        List<Integer> everything = new ArrayList<>();
        durations.values().forEach(everything::addAll);
        Collections.sort(everything);
        String[] names = {"p50", "p90", "p99", "p99.9"};
        int[] perMille = {500, 900, 990, 999};
        for (int i = 0; i < names.length; i++) {
            String value = everything.isEmpty() ? "-" : Integer.toString(percentile(everything, perMille[i]));
            out.append(names[i]).append(' ').append(value).append('\n');
        }
        hours.forEach((hour, count) -> out.append("hour ").append(hour).append(' ').append(count).append('\n'));

        List<Map.Entry<String, List<Integer>>> order = new ArrayList<>(durations.entrySet());
        order.sort(Comparator.<Map.Entry<String, List<Integer>>>comparingInt(entry -> -entry.getValue().size())
                .thenComparing(Map.Entry.comparingByKey()));
        int rank = 0;
        int previous = 0;
        for (int i = 0; i < order.size(); i++) {
            List<Integer> times = order.get(i).getValue();
            if (times.size() != previous) {
                rank = i + 1;
                previous = times.size();
            }
            if (rank > ranks) {
                break;
            }
            Collections.sort(times);
            out.append("top ").append(rank).append(' ').append(times.size()).append(' ');
            out.append(percentile(times, 950)).append(' ').append(order.get(i).getKey()).append('\n');
        }
        System.out.print(out);
    }
}
