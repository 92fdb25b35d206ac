#include <iostream>

int main() {
    long long a;
    while (std::cin >> a >> b) {
        std::cout << a + b << '\n';
    }
}
