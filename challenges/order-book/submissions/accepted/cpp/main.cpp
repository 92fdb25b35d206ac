#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <limits>
#include <list>
#include <map>
#include <string>
#include <unordered_map>

struct Order {
    int id;
    bool buy;
    int price;
    int quantity;
};

using Level = std::list<Order>;

// Prices are ranked so that the best one comes first: a buy's rank is its negated price.
using Side = std::map<int, Level>;

class Engine {
public:
    void submit(Order incoming, bool market) {
        if (!handles_.try_emplace(incoming.id).second) {
            std::cout << "REJECTED " << incoming.id << '\n';
            return;
        }
        match(incoming);
        if (incoming.quantity == 0) return;
        if (market) {
            std::cout << "EXPIRED " << incoming.id << ' ' << incoming.quantity << '\n';
            return;
        }
        Level& level = side(incoming.buy)[rank(incoming)];
        level.push_back(incoming);
        handles_[incoming.id] = {true, std::prev(level.end())};
    }

    void cancel(int id) {
        auto handle = handles_.find(id);
        if (handle == handles_.end() || !handle->second.resting) {
            std::cout << "REJECTED " << id << '\n';
            return;
        }
        std::cout << "CANCELLED " << id << ' ' << handle->second.order->quantity << '\n';
        remove(handle->second.order);
    }

    void print() const {
        std::cout << "BOOK\n";
        print("BUY", buys_);
        print("SELL", sells_);
    }

private:
    struct Handle {
        bool resting = false;
        Level::iterator order;
    };

    static int rank(const Order& order) { return order.buy ? -order.price : order.price; }

    Side& side(bool buy) { return buy ? buys_ : sells_; }

    void match(Order& incoming) {
        Side& opposite = side(!incoming.buy);
        while (incoming.quantity > 0 && !opposite.empty()) {
            auto resting = opposite.begin()->second.begin();
            if (incoming.buy ? resting->price > incoming.price : resting->price < incoming.price) return;
            const int traded = std::min(incoming.quantity, resting->quantity);
            std::cout << "TRADE " << incoming.id << ' ' << resting->id << ' ' << resting->price << ' ' << traded
                      << '\n';
            incoming.quantity -= traded;
            resting->quantity -= traded;
            if (resting->quantity == 0) remove(resting);
        }
    }

    void remove(Level::iterator order) {
        handles_[order->id].resting = false;
        Side& levels = side(order->buy);
        auto level = levels.find(rank(*order));
        level->second.erase(order);
        if (level->second.empty()) levels.erase(level);
    }

    static void print(const char* name, const Side& levels) {
        for (const auto& [rank, level] : levels) {
            long long total = 0;
            for (const Order& order : level) total += order.quantity;
            std::cout << name << ' ' << std::abs(rank) << ' ' << total << ' ' << level.size() << '\n';
        }
    }

    Side buys_, sells_;
    std::unordered_map<int, Handle> handles_;  // every id ever used
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
        const bool buy = command == "BUY";
        const bool market = price == "MARKET";
        const int any_price = buy ? std::numeric_limits<int>::max() : 0;
        engine.submit({id, buy, market ? any_price : std::stoi(price), quantity}, market);
    }
    engine.print();
}
