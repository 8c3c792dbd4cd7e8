// Package intake reads leads from tables. It recognises what the columns are and how values are written, and says what
// cannot be read.
package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/lead"
)

// MostProblems is how many problems a Result lists. Further ones are dropped.
const MostProblems = 1000

// Enquiry is one row of a file as a lead with its touch. Source, Campaign and Persona are names: the store finds them,
// or adds them.
type Enquiry struct {
	Line     int // in the file, from 1
	Lead     lead.Lead
	Source   string
	Campaign string
	Persona  string
	Touch    lead.Touch
	Refused  bool     // the row is not imported; Problems has the reason
	Fields   []string // as they stand in the file
	Aside    bool     // not a lead, only Problems about the file
	Problems []Problem
}

// Problem is something about a row that a person should know, such as a value that was left out.
type Problem struct {
	Line    int    `json:"line"`
	Field   string `json:"field"` // the name of a field; "" for the whole row
	Value   string `json:"value"` // as in the file, shortened
	Words   string `json:"words"`
	Refused bool   `json:"refused"`         // the row was not imported; otherwise only this value was left out
	Noted   bool   `json:"noted,omitempty"` // the value was left out of its field, and is in the note
	Said    bool   `json:"said"`            // Words explain what happened to the value, so Sentence adds nothing
}

// NotedWords say where a value is that was left out of its field.
const NotedWords = " It is kept in the note."

// Sentence says what is wrong, and whether the row or the value was left out.
func (p Problem) Sentence() string {
	switch {
	case p.Refused:
		return p.Words + " The row was not imported."
	case p.Said:
		return p.Words
	case p.Noted:
		return p.Words + NotedWords
	}
	return p.Words + " The lead was imported without it."
}

// Result counts what happened to the rows of a file.
type Result struct {
	Import    int64 // the ID of the import, 0 for a dry run
	Rows      int
	Added     int // new leads
	Completed int // rows that added a touch to a known lead, and changed it
	Touched   int // rows that added only a touch to a known lead
	Skipped   int // rows of known leads, if those are skipped
	Refused   int
	Again     int // rows that an earlier run of the same import had saved
	Problems  []Problem
	First     []Shown // of a dry run, the first rows of each outcome
}

// Outcome is what becomes of a row.
type Outcome string

// What can become of a row.
const (
	Created   Outcome = "created"
	Completed Outcome = "completed"
	Touched   Outcome = "touched"
	Skipped   Outcome = "skipped"
	Refused   Outcome = "refused"
)

// Outcomes are all that can become of a row, in the order of pages.
var Outcomes = []Outcome{Created, Completed, Touched, Skipped, Refused}

// Shown is a row that a dry run shows. Why is the reason of a refusal.
type Shown struct {
	Outcome              Outcome
	Line                 int
	Name, Email, Company string
	Why                  string
}

// mostShown is how many rows of an outcome a dry run shows.
const mostShown = 5

// Count counts a row, and of a dry run keeps it to be shown, if it is one of the first.
func (r *Result) Count(e Enquiry, became Outcome, dry bool) {
	at := map[Outcome]*int{Created: &r.Added, Completed: &r.Completed, Touched: &r.Touched, Skipped: &r.Skipped,
		Refused: &r.Refused}[became]
	if *at++; !dry || *at > mostShown {
		return
	}
	s := Shown{Outcome: became, Line: e.Line, Name: e.Lead.Name, Email: e.Lead.Email, Company: e.Lead.Company}
	for _, p := range e.Problems {
		if p.Refused {
			s.Why = p.Words
		}
	}
	r.First = append(r.First[:len(r.First):len(r.First)], s)
}

// Of returns how many rows had an outcome.
func (r Result) Of(o Outcome) int {
	return map[Outcome]int{Created: r.Added, Completed: r.Completed, Touched: r.Touched, Skipped: r.Skipped,
		Refused: r.Refused}[o]
}

// Note adds a problem, unless there are MostProblems already.
func (r *Result) Note(p Problem) {
	if len(r.Problems) < MostProblems {
		r.Problems = append(r.Problems, p)
	}
}

// Defaults are the values for rows that have none.
type Defaults struct {
	Source   string
	Campaign string
	Country  string // ISO 3166-1 alpha-2; also for phone numbers without a country code
	// TeamCountry is the country of the team that gets the leads. It decides how dates such as 3/4/2026 are read, if the
	// file does not.
	TeamCountry string
	At          time.Time      // the time of the import
	Zone        *time.Location // for times without a zone; nil is UTC
}

func (d Defaults) zone() *time.Location {
	if d.Zone == nil {
		return time.UTC
	}
	return d.Zone
}

// shorten returns the first 120 characters of a value.
func shorten(value string) string {
	const most = 120
	runes := []rune(value)
	if len(runes) <= most {
		return value
	}
	return string(runes[:most-1]) + "…"
}

// Run is one run of the import of a file.
type Run struct {
	Import  int64  // the ID of an upload that waits; 0 starts a new import
	Name    string // of the file
	Key     string // as RunKey makes it
	Bytes   int64
	Heading []string     // the names of the columns, for the file of refused rows
	DryRun  bool         // read and match only, save nothing
	Known   lead.OnKnown // what a row does to a known lead
	At      time.Time
	Team    account.TeamID // the marketing team of the leads; 0 is the team of the person who imports
}

// Upload is a file whose import waits, runs or has finished.
type Upload struct {
	ID         int64
	Name       string
	Hash       string
	Bytes      int64
	Lines      int
	Line       int // the last line that was imported
	Mapping    Mapping
	Reading    Reading
	Heading    []string
	Source     string // for leads without one; so is Campaign
	Campaign   string
	Known      lead.OnKnown
	By         account.PersonID
	ByName     string
	Uploaded   time.Time
	Started    time.Time // zero while the import waits
	Moved      time.Time // the time of the last progress
	Finished   time.Time
	Result     Result
	FileIsGone bool
}

// Key identifies this run of the file.
func (u Upload) Key() string {
	return RunKey(u.Hash, u.Mapping, u.Reading, u.Known, u.Source, u.Campaign)
}

// RunKey returns the key of a run. Two runs have the same key only if the file, its mapping, how it is read,
// what it does to known leads and its defaults are the same.
func RunKey(fileHash string, m Mapping, how Reading, known lead.OnKnown, defaults ...string) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%q %q %q", fileHash, []string(m), defaults)
	if how != (Reading{}) {
		fmt.Fprintf(sum, " %+v", how)
	}
	if known != lead.FillKnown {
		fmt.Fprintf(sum, " known leads: %s", known)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
