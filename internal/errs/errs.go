// Package errs names the few ways in which Baton refuses or fails, and what is wrong with a form, field by field.
package errs

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

// The kinds of failure. Everything that Baton's packages return to a caller wraps one of them, or is a fault of the
// program.
var (
	// NotFound also answers for what a person may not see.
	NotFound = errors.New("not found")
	// Invalid is a request whose content cannot be taken.
	Invalid = errors.New("invalid")
	// Conflict is a request that was right once, but not for the state that things are in now.
	Conflict = errors.New("conflict")
	// Forbidden is an act that the person's role does not allow.
	Forbidden = errors.New("forbidden")
	// TooMany is one try more than is allowed for now.
	TooMany = errors.New("too many")
	// Unavailable is a part, mostly the database, that does not answer at the moment.
	Unavailable = errors.New("unavailable")
)

// Place is where something is put right that stands against an act. The pages know its address, and who may open it.
type Place string

// The places.
const (
	Teams      Place = "teams"
	People     Place = "people"
	Assignment Place = "assignment"
	Queue      Place = "queue"
	Campaigns  Place = "campaigns"
	Personas   Place = "personas"
)

// Remedy is what puts right what stands against an act: where, and what to do there as one would tell a colleague, such
// as "add a sales team". The zero Remedy is none.
type Remedy struct {
	At Place
	Do string
}

// said is a failure of a kind in words that the person who caused it may read.
type said struct {
	kind  error
	words string
	by    Remedy
}

func (e *said) Error() string { return e.words }
func (e *said) Unwrap() error { return e.kind }

// Say makes a failure of kind whose words are for the person: a whole sentence that says what is wrong and what to do.
func Say(kind error, words string) error { return &said{kind: kind, words: words} }

// SayWith is Say for what is put right elsewhere. The words leave the remedy out: a page adds a link to it, or whom to
// ask for it. kind may be Problems, which have words of their own.
func SayWith(kind error, words string, by Remedy) error { return &said{kind, words, by} }

// RemedyOf is what puts right what err says, the zero Remedy where nothing elsewhere does.
func RemedyOf(err error) Remedy {
	var s *said
	if errors.As(err, &s) {
		return s.by
	}
	return Remedy{}
}

// Words are what a person may read of err: the sentence given to Say, or "" where there is none.
func Words(err error) string {
	var s *said
	if errors.As(err, &s) {
		return s.words
	}
	return ""
}

// Problems says what is wrong with a form: field name to a sentence for the person who filled it in. It is an Invalid
// error.
type Problems map[string]string

func (p Problems) Error() string {
	var b strings.Builder
	for i, field := range slices.Sorted(maps.Keys(p)) {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(field + ": " + p[field])
	}
	return b.String()
}

// Is makes errors.Is(problems, Invalid) true.
func (p Problems) Is(target error) bool { return target == Invalid }

// Add notes a problem with field, unless one is noted already.
func (p Problems) Add(field, words string) {
	if _, known := p[field]; !known {
		p[field] = words
	}
}

// Err is p as an error, nil when there is no problem.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// Together is all that several checks say is wrong, as one. What is no list of problems comes first.
func Together(checks ...error) error {
	problems := Problems{}
	for _, err := range checks {
		var more Problems
		if err != nil && !errors.As(err, &more) {
			return err
		}
		for field, words := range more {
			problems.Add(field, words)
		}
	}
	return problems.Err()
}
