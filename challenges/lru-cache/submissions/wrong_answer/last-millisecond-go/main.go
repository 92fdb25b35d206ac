package main

import (
	"bufio"
	"container/heap"
	"container/list"
	"fmt"
	"os"
	"strconv"
	"strings"
)

const never int64 = -1

type entry struct {
	key, value string
	expires    int64
	gone       bool
}

type deadline struct {
	time  int64
	entry *list.Element
}

type deadlines []deadline

func (d deadlines) Len() int           { return len(d) }
func (d deadlines) Less(i, j int) bool { return d[i].time < d[j].time }
func (d deadlines) Swap(i, j int)      { d[i], d[j] = d[j], d[i] }
func (d *deadlines) Push(x any)        { *d = append(*d, x.(deadline)) }
func (d *deadlines) Pop() any {
	last := len(*d) - 1
	item := (*d)[last]
	*d = (*d)[:last]
	return item
}

// Cache keeps its entries in a list, the most recently used one in front. Every entry lives for one millisecond more
// than it should.
type Cache struct {
	capacity                             int
	order                                *list.List
	entries                              map[string]*list.Element
	due                                  deadlines
	hits, misses, evictions, expirations int
}

func NewCache(capacity int) *Cache {
	return &Cache{capacity: capacity, order: list.New(), entries: map[string]*list.Element{}}
}

func (c *Cache) Run(now int64, command string, args []string) string {
	c.expire(now)
	switch command {
	case "SET":
		expires := never
		if len(args) == 3 {
			expires = now + number(args[2])
		}
		return c.set(args[0], args[1], expires)
	case "GET":
		return c.get(args[0])
	case "DEL":
		if element, ok := c.entries[args[0]]; ok {
			c.remove(element)
			return "1"
		}
		return "0"
	case "EXPIRE":
		if element, ok := c.entries[args[0]]; ok {
			c.schedule(element, now+number(args[1]))
			return "1"
		}
		return "0"
	case "TTL":
		return c.ttl(args[0], now)
	case "SIZE":
		return strconv.Itoa(c.order.Len())
	case "NEXT":
		return c.next(int(number(args[0])))
	case "STATS":
		return fmt.Sprintf("%d %d %d %d", c.hits, c.misses, c.evictions, c.expirations)
	}
	panic("unknown command " + command)
}

func (c *Cache) expire(now int64) {
	for len(c.due) > 0 && c.due[0].time < now {
		first := heap.Pop(&c.due).(deadline)
		held := first.entry.Value.(*entry)
		if !held.gone && held.expires == first.time {
			c.remove(first.entry)
			c.expirations++
		}
	}
}

func (c *Cache) remove(element *list.Element) {
	held := element.Value.(*entry)
	held.gone = true
	c.order.Remove(element)
	delete(c.entries, held.key)
}

func (c *Cache) schedule(element *list.Element, expires int64) {
	element.Value.(*entry).expires = expires
	if expires != never {
		heap.Push(&c.due, deadline{time: expires, entry: element})
	}
}

func (c *Cache) set(key, value string, expires int64) string {
	if element, ok := c.entries[key]; ok {
		element.Value.(*entry).value = value
		c.order.MoveToFront(element)
		c.schedule(element, expires)
		return "OK"
	}
	answer := "OK"
	if c.order.Len() == c.capacity {
		victim := c.order.Back()
		answer = "EVICTED " + victim.Value.(*entry).key
		c.remove(victim)
		c.evictions++
	}
	element := c.order.PushFront(&entry{key: key, value: value})
	c.entries[key] = element
	c.schedule(element, expires)
	return answer
}

func (c *Cache) get(key string) string {
	element, ok := c.entries[key]
	if !ok {
		c.misses++
		return "(nil)"
	}
	c.hits++
	c.order.MoveToFront(element)
	return element.Value.(*entry).value
}

func (c *Cache) ttl(key string, now int64) string {
	element, ok := c.entries[key]
	if !ok {
		return "-2"
	}
	expires := element.Value.(*entry).expires
	if expires == never {
		return "-1"
	}
	return strconv.FormatInt(expires-now, 10)
}

func (c *Cache) next(count int) string {
	var keys []string
	for element := c.order.Back(); element != nil && len(keys) < count; element = element.Prev() {
		keys = append(keys, element.Value.(*entry).key)
	}
	if len(keys) == 0 {
		return "(empty)"
	}
	return strings.Join(keys, " ")
}

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()

	in.Scan()
	cache := NewCache(int(number(in.Text())))
	for in.Scan() {
		words := strings.Fields(in.Text())
		fmt.Fprintln(out, cache.Run(number(words[0]), words[1], words[2:]))
	}
}
