#include <iostream>
#include <map>
#include <string>

// std::map::at throws for an id which does not rest in the book; nobody catches it.
int main() {
    std::map<int, int> resting;
    std::string command, price;
    int id, quantity;
    while (std::cin >> command >> id) {
        if (command == "CANCEL") {
            std::cout << "CANCELLED " << id << ' ' << resting.at(id) << '\n';
            resting.erase(id);
            continue;
        }
        std::cin >> price >> quantity;
        if (price != "MARKET") resting[id] = quantity;
    }
    std::cout << "BOOK\n";
}
