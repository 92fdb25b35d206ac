// Proves the runtime: reads a line, uses the language level that is promised, prints the compiler's version.
#include <bits/stdc++.h>

static_assert(__cplusplus >= 202002L);

int main() {
    std::vector<int> numbers(2);
    std::cin >> numbers[0] >> numbers[1];
    std::ranges::sort(numbers);
    std::cout << std::accumulate(numbers.begin(), numbers.end(), 0) << "\n";
    std::cout << "{\"g++\": \"" << __GNUC__ << "\"}\n";
}
