// Package intake turns what comes from outside into leads: files in any encoding and with any delimiter, with columns
// called as their makers call them.
package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/lead"
)

// Limits of a file. What is beyond them is refused in words, row by row where that is possible.
const (
	MaxColumns = 500
	MaxField   = 100 << 10 // bytes
	MaxRow     = 1 << 20   // bytes
)

// MostProblems is how many problems a Result lists; the others are only counted.
const MostProblems = 1000

// Enquiry is one row of a file as a lead with its touch. Source, campaign and persona are names still: whoever keeps
// the enquiry finds or makes them.
type Enquiry struct {
	Line     int // of the file, from 1
	Lead     lead.Lead
	Source   string
	Campaign string
	Persona  string
	Touch    lead.Touch
	Refused  bool // it is nobody: Problems says why
	Aside    bool // it is no row of the table; only its Problems count
	Problems []Problem
}

// Problem is something in a row that could not be taken.
type Problem struct {
	Line    int    `json:"line"`
	Field   string `json:"field"` // of the lead; "" where it is the row
	Value   string `json:"value"` // as it stands in the file, shortened
	Words   string `json:"words"`
	Refused bool   `json:"refused"` // the row was not imported; else it was, without this field
	Said    bool   `json:"said"`    // the words say all that became of the value, and nothing of it is missing unsaid
}

// Sentence is what is wrong, and what became of the value.
func (p Problem) Sentence() string {
	switch {
	case p.Refused:
		return p.Words + " The row was not imported."
	case p.Said:
		return p.Words
	}
	return p.Words + " The lead was imported without it."
}

// Result is what came of a file.
type Result struct {
	Import   int64 // its number, 0 of a dry run
	Rows     int
	Added    int // new leads
	Touched  int // rows that were a new touch of a lead that is known
	Refused  int
	Again    int // rows that an earlier run of the same import had kept
	Problems []Problem
}

// Note keeps a problem, as far as there is room.
func (r *Result) Note(p Problem) {
	if len(r.Problems) < MostProblems {
		r.Problems = append(r.Problems, p)
	}
}

// Defaults are the values for rows that have none of their own.
type Defaults struct {
	Source   string
	Campaign string
	Country  string // ISO 3166-1 alpha-2, for phone numbers without a country code too
	// of the team that gets the leads: dates such as 3/4/2026 are read as people write them there, where the file does not
	// tell
	TeamCountry string
	At          time.Time      // when the file is imported
	Zone        *time.Location // of times without a zone; nil is UTC
}

func (d Defaults) zone() *time.Location {
	if d.Zone == nil {
		return time.UTC
	}
	return d.Zone
}

// shorten is the beginning of a value, for a list of problems.
func shorten(value string) string {
	const most = 120
	runes := []rune(value)
	if len(runes) <= most {
		return value
	}
	return string(runes[:most-1]) + "…"
}

// Run is one run of a file through Baton.
type Run struct {
	Import int64  // the number of an upload that is waiting; 0 begins a new import called Name
	Name   string // of the file
	Key    string // see RunKey
	Bytes  int64
	DryRun bool // read and match, write nothing
	At     time.Time
	Team   account.TeamID // the marketing team that gets the leads; 0 is that of whoever imports
}

// Upload is a file that waits, is being imported, or was.
type Upload struct {
	ID         int64
	Name       string
	Hash       string
	Bytes      int64
	Lines      int
	Line       int // the last that is done
	Mapping    Mapping
	Source     string // of the leads that name none
	Campaign   string
	By         account.PersonID
	ByName     string
	Uploaded   time.Time
	Started    time.Time // zero while it waits
	Moved      time.Time // when it last got on
	Finished   time.Time
	Result     Result
	FileIsGone bool
}

// Key is what tells this run of the file from others.
func (u Upload) Key() string { return RunKey(u.Hash, u.Mapping, u.Source, u.Campaign) }

// RunKey is the same for the same file, by its hash, with the same mapping and defaults, and for nothing else.
func RunKey(fileHash string, m Mapping, defaults ...string) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%q %q %q", fileHash, []string(m), defaults)
	return hex.EncodeToString(sum.Sum(nil))
}
