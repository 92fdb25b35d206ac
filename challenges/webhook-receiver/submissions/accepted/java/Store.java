import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Events by id, payments, and what is not booked yet; one lock for all of it and the file. */
final class Store {
    private static final class Payment {
        long highest;
        String status = "";
        long captured;
        long refunded;
        int events;
    }

    private final FileChannel journal;
    private final Set<String> known = new HashSet<>();
    private final Map<String, Event> unbooked = new LinkedHashMap<>();
    private final Map<String, Payment> payments = new HashMap<>();

    Store(Path path) throws IOException {
        journal = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        String text = Files.readString(path, StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf('\n') + 1; // what follows was never acknowledged
        for (String line : text.substring(0, end).split("\n")) {
            String[] words = line.split(" ");
            if (words[0].equals("accepted")) {
                apply(Event.of(words));
            } else if (words[0].equals("booked")) {
                unbooked.remove(words[1]);
            }
        }
        journal.truncate(end);
        journal.position(end);
    }

    /** Whether the event is new. */
    synchronized boolean add(Event event) {
        if (known.contains(event.id())) {
            return false;
        }
        write(event.line());
        apply(event);
        return true;
    }

    synchronized void book(Event event) {
        write("booked " + event.id());
        unbooked.remove(event.id());
    }

    synchronized List<Event> unbooked() {
        return new ArrayList<>(unbooked.values());
    }

    /** The payment as JSON, or null. */
    synchronized String payment(String name) {
        Payment found = payments.get(name);
        return found == null ? null : String.format(
                "{\"payment\": \"%s\", \"status\": \"%s\", \"captured\": %d, \"refunded\": %d, \"events\": %d}",
                name, found.status, found.captured, found.refunded, found.events);
    }

    private void apply(Event event) {
        known.add(event.id());
        unbooked.put(event.id(), event);
        Payment payment = payments.computeIfAbsent(event.payment(), name -> new Payment());
        String status = event.type().substring("payment.".length());
        payment.events++;
        payment.captured += status.equals("captured") ? event.amount() : 0;
        payment.refunded += status.equals("refunded") ? event.amount() : 0;
        if (event.seq() > payment.highest) {
            payment.highest = event.seq();
            payment.status = status;
        }
    }

    private void write(String line) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                journal.write(bytes);
            }
            journal.force(false);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
