import java.util.stream.IntStream;

final class Adder {
    static int sum(IntStream numbers) {
        return numbers.sum();
    }
}
