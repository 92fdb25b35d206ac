#include <iostream>

int main() {
    long long a, b;
    while (std::cin >> a >> b) {
        // TODO: print the sum of the two numbers
    }
}
