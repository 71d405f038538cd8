package sse

import "sync"

// hands is how many streams are told at the same time: enough to keep a database
// busy, few enough for their buffers to be nothing.
const hands = 16

// crew has the steps of streams done. Its goroutines are there while there is
// work; an idle process has none.
type crew struct {
	mu      sync.Mutex
	waiting []*Stream
	next    int // in waiting
	working int
}

func (c *crew) push(s *Stream) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = append(c.waiting, s)
	if c.working < hands {
		c.working++
		go c.work()
	}
}

func (c *crew) work() {
	for {
		c.mu.Lock()
		if c.next == len(c.waiting) {
			c.waiting, c.next = c.waiting[:0], 0
			if cap(c.waiting) > 1024 {
				c.waiting = nil
			}
			c.working--
			c.mu.Unlock()
			return
		}
		s := c.waiting[c.next]
		c.waiting[c.next] = nil
		c.next++
		c.mu.Unlock()
		s.step()
	}
}
