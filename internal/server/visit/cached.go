package visit

import (
	"encoding/json"
	"sync"
	"time"
)

// cachedFor is how long a kept answer stands before it is worked out again.
const cachedFor = 5 * time.Minute

// Cached keeps the last answer to a question that takes long and that a page asks again and again while somebody edits.
type Cached[T any] struct {
	mu   sync.Mutex
	of   string
	at   time.Time
	last T
}

// Known is the last answer while it stands, whatever the question was; not ok when there is none, or one is just being
// worked out.
func (a *Cached[T]) Known(at time.Time) (last T, ok bool) {
	if !a.mu.TryLock() {
		return last, false
	}
	defer a.mu.Unlock()
	if a.of == "" || at.Sub(a.at).Abs() >= cachedFor {
		return last, false
	}
	return a.last, true
}

// Get answers a question, from memory when it is the last one.
func (a *Cached[T]) Get(question any, at time.Time, find func() (T, error)) (T, error) {
	key, err := json.Marshal(question)
	if err != nil {
		return *new(T), err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.of == string(key) && at.Sub(a.at).Abs() < cachedFor {
		return a.last, nil
	}
	found, err := find()
	if err == nil {
		a.of, a.at, a.last = string(key), at, found
	}
	return found, err
}
