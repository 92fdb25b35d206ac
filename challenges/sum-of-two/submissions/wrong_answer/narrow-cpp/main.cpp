#include <cstdint>
#include <iostream>

int main() {
    long long a, b;
    while (std::cin >> a >> b) {
        // Only 32 bits of the sum are kept.
        std::cout << static_cast<std::int32_t>(a + b) << '\n';
    }
}
