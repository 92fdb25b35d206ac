#include <iostream>
#include <string>
#include <vector>

// One byte for every id there could be, up to the largest one seen.
int main() {
    std::vector<char> used;
    std::string command, price;
    std::size_t id;
    int quantity;
    while (std::cin >> command >> id) {
        if (id >= used.size()) used.resize(id + 1, 0);
        if (command == "CANCEL") {
            std::cout << (used[id] ? "CANCELLED " : "REJECTED ") << id << '\n';
            continue;
        }
        std::cin >> price >> quantity;
        if (used[id]) std::cout << "REJECTED " << id << '\n';
        used[id] = 1;
    }
    std::cout << "BOOK\n";
}
