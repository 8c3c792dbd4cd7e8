package call

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// What a key may ask of one node: Burst requests at once, and Burst within a Window in the long run.
const (
	Burst  = 600
	Window = time.Minute
)

// limiter counts the requests of each key. A key has a bucket of Burst requests, which fills up within a Window.
// httprate counts in windows of the wall clock, before it is known whose key it is; this one goes by the clock of the
// Gate, so that tests need not wait.
type limiter struct {
	mu      sync.Mutex
	buckets map[string]bucket
}

type bucket struct {
	left time.Duration // at the instant at: what the requests that are left take to come
	at   time.Time
}

// allowance is what a key may still ask.
type allowance struct {
	ok        bool
	remaining int
	full      time.Duration // until the bucket is full
	next      time.Duration // until the next request; zero where there are some left
}

// perRequest is how long one more request takes to come.
const perRequest = Window / Burst

// mostBuckets is how many buckets are kept before the full ones are dropped.
const mostBuckets = 10_000

// take takes one request out of the bucket of a key at an instant.
func (l *limiter) take(key string, at time.Time) allowance {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.buckets == nil {
		l.buckets = map[string]bucket{}
	}
	b, known := l.buckets[key]
	if !known && len(l.buckets) >= mostBuckets {
		l.tidy(at)
	}
	if !known {
		b = bucket{Window, at}
	}
	b = b.filled(at)
	a := allowance{ok: b.left >= perRequest}
	if a.ok {
		b.left -= perRequest
	}
	l.buckets[key] = b
	a.remaining, a.full = int(b.left/perRequest), Window-b.left
	a.next = max(0, perRequest-b.left)
	return a
}

// filled is the bucket at a later instant.
func (b bucket) filled(at time.Time) bucket {
	if passed := at.Sub(b.at); passed > 0 {
		return bucket{min(Window, b.left+passed), at}
	}
	return b
}

// tidy drops the buckets that are full: one that is missing is full.
func (l *limiter) tidy(at time.Time) {
	for key, b := range l.buckets {
		if b.filled(at).left >= Window {
			delete(l.buckets, key)
		}
	}
}

// tell writes what a key may still ask into the header of an answer.
func (a allowance) tell(h http.Header) {
	h.Set("RateLimit-Limit", strconv.Itoa(Burst))
	h.Set("RateLimit-Remaining", strconv.Itoa(a.remaining))
	h.Set("RateLimit-Reset", seconds(a.full))
}

// refusal is the answer to a key that has asked too much.
func (a allowance) refusal() *Problem {
	return (&Problem{Title: "Too many requests", Status: http.StatusTooManyRequests,
		Detail: fmt.Sprintf("A key can send %d requests a minute. Wait as long as Retry-After says, then send this again.",
			Burst)}).With("Retry-After", seconds(a.next))
}

// seconds are whole seconds, so that whoever waits as long does not come too early.
func seconds(d time.Duration) string { return strconv.Itoa(int(math.Ceil(d.Seconds()))) }
