package desk

import (
	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// Submission is a lead as a marketer sends it.
type Submission struct {
	Lead      lead.Lead // as typed
	Key       string    // of the form, so that sending twice counts once
	Duplicate DuplicateChoice
	Touch     lead.Touch // kind and UTM; source, campaign and note come from the lead
}

// DuplicateChoice is what the marketer said to a lead that is known already.
type DuplicateChoice string

// The answers to a known lead.
const (
	NotAsked DuplicateChoice = ""
	SameOne  DuplicateChoice = "same"  // a new touch on the lead that exists
	OtherOne DuplicateChoice = "other" // somebody else at the same number
)

// Receipt is what came of a submission.
type Receipt struct {
	Lead      lead.ID
	Handoff   handoff.ID // 0 when there was none: a draft, or a touch on a lead that sales has
	Number    int
	Grade     lead.Grade
	Owner     account.PersonID
	Team      account.TeamID
	Sentence  string
	TouchOnly bool
	Again     bool // the form had been sent before
}

// Known is the refusal to add a lead that exists: the marketer is shown it first. It is a Conflict.
type Known struct{ Duplicate Duplicate }

func (k *Known) Error() string { return "this lead is known already" }

func (k *Known) Unwrap() error { return errs.Conflict }

// KnownUnmet is the refusal to hand a known lead over again: what is known of it counts, and that is not what the
// definition asks for.
type KnownUnmet struct {
	Duplicate Duplicate
	Lead      lead.Lead // as it would be handed over
	Kept      []string  // the fields, by name, in which it has another value than what was typed
	Problems  errs.Problems
}

func (k *KnownUnmet) Error() string { return k.Problems.Error() }

func (k *KnownUnmet) Unwrap() error { return k.Problems }

// Again is a known lead as it is handed over with what was typed: completed by it, with its note, source and campaign.
func Again(known, typed lead.Lead) lead.Lead {
	known.Complete(typed)
	known.Note, known.Source, known.Campaign = typed.Note, typed.Source, typed.Campaign
	return known
}
