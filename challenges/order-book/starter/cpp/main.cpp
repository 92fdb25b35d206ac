#include <iostream>
#include <optional>
#include <string>

class Engine {
public:
    // A new order; a market order has no limit.
    void submit(bool buy, int id, std::optional<int> limit, int quantity) {
        // TODO: match it against the other side, then rest or expire what is left
    }

    void cancel(int id) {
        // TODO: take the order out of the book
        std::cout << "REJECTED " << id << '\n';
    }

    void print() const {
        // TODO: the levels that are left, buys first
        std::cout << "BOOK\n";
    }
};

int main() {
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);

    Engine engine;
    std::string command, price;
    int id, quantity;
    while (std::cin >> command >> id) {
        if (command == "CANCEL") {
            engine.cancel(id);
            continue;
        }
        std::cin >> price >> quantity;
        std::optional<int> limit;
        if (price != "MARKET") limit = std::stoi(price);
        engine.submit(command == "BUY", id, limit, quantity);
    }
    engine.print();
}
