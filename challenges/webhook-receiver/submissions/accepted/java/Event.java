/** All texts are names or types, so that they need no escaping. */
record Event(String id, String type, String payment, long seq, long amount) {
    String json() {
        return String.format(
                "{\"id\": \"%s\", \"type\": \"%s\", \"payment\": \"%s\", \"seq\": %d, \"amount\": %d}",
                id, type, payment, seq, amount);
    }

    String line() {
        return String.join(" ", "accepted", id, type, payment, Long.toString(seq), Long.toString(amount));
    }

    static Event of(String[] words) {
        return new Event(words[1], words[2], words[3], Long.parseLong(words[4]), Long.parseLong(words[5]));
    }
}
