package dataset

import (
	"cmp"
	"slices"
	"time"
)

// Tally counts labels and the positive ones among them.
type Tally struct{ Labels, Positives float64 }

// TallyOf counts labels. Open leads count as negative.
func TallyOf(labels []Label) Tally {
	return Tally{float64(len(labels)), float64(Positives(labels))}
}

// Add counts one more label.
func (t *Tally) Add(l Label) {
	t.Labels++
	t.Positives += l.Class()
}

// Remove takes back one label that was counted.
func (t *Tally) Remove(l Label) {
	t.Labels--
	t.Positives -= l.Class()
}

// Rate is the share of positive labels, with one positive and one negative label added, so that it is never 0 or 1.
func (t Tally) Rate() float64 { return (t.Positives + 1) / (t.Labels + 2) }

// Queue holds things in the order of the time at which each is due.
type Queue[T any] []dated[T]

type dated[T any] struct {
	at   time.Time
	what T
}

// Add puts a thing into the queue, behind others that are due at the same time.
func (q *Queue[T]) Add(what T, due time.Time) {
	i, _ := slices.BinarySearchFunc(*q, due, func(d dated[T], due time.Time) int { return cmp.Or(d.at.Compare(due), -1) })
	*q = slices.Insert(*q, i, dated[T]{due, what})
}

// Due removes what is due by now from the queue, and returns it.
func (q *Queue[T]) Due(now time.Time) (all []T) {
	n := 0
	for ; n < len(*q) && !(*q)[n].at.After(now); n++ {
		all = append(all, (*q)[n].what)
	}
	*q = (*q)[n:]
	return all
}
