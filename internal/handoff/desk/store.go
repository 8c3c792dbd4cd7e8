package desk

import (
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/handoff"
	"baton/internal/handoff/merge"
	"baton/internal/identity"
	"baton/internal/lead"
	"baton/internal/policy"
)

// Store keeps leads and handoffs. The transaction is the store's, the decision is not.
type Store interface {
	// Transact runs work in one transaction, bound to by: what by may not see is not found in it. What work returns
	// without an error is kept for good; after an error nothing has changed.
	Transact(ctx context.Context, by account.Person, work func(Tx) error) error
}

// Tx is one transaction of the store.
type Tx interface {
	Policy(ctx context.Context) (*policy.Policy, error)

	// Handoff reads a handoff and locks it with its lead. NotFound when by may not see it.
	Handoff(ctx context.Context, id handoff.ID) (*handoff.Handoff, error)
	// LastHandoff is the latest handoff of a lead, locked; nil when there is none.
	LastHandoff(ctx context.Context, id lead.ID) (*handoff.Handoff, error)
	// Save keeps what was made of a handoff that this transaction has read.
	Save(ctx context.Context, h *handoff.Handoff) error
	// Due locks the handoffs with a step that is due and that nobody else has in hand, limit at most, the longest due
	// first.
	Due(ctx context.Context, at time.Time, limit int) ([]*handoff.Handoff, error)
	// SaveClockSteps keeps the steps of a handoff and what was told of them. To whoever is looking at it, it is still
	// the same version.
	SaveClockSteps(ctx context.Context, h *handoff.Handoff) error
	// Rescore keeps another score of a handoff that waits, and the one before in its history. To whoever is looking at
	// it, it is still the same version.
	Rescore(ctx context.Context, h *handoff.Handoff, cause string, at time.Time) error
	// Create keeps a new handoff and gives it its ID.
	Create(ctx context.Context, h *handoff.Handoff) error

	// Lead reads a lead and locks it. NotFound when by may not see it.
	Lead(ctx context.Context, id lead.ID) (*lead.Lead, error)
	// Duplicates are the leads that are the same person as who, or have the ID of who, whoever may see them: those first
	// that match by more. Until the transaction ends nobody else can add one.
	Duplicates(ctx context.Context, who lead.Lead) ([]Duplicate, error)
	// Find reads and locks the leads that these name, by their places. What by may not see, or is not there, has none.
	Find(ctx context.Context, who []lead.Who) (map[int]lead.Lead, error)
	// AllHandoffs are all handoffs of a lead, locked, the first first.
	AllHandoffs(ctx context.Context, id lead.ID) ([]*handoff.Handoff, error)
	// Merge keeps a merge of two leads that this transaction has read, and gives it its number. What is of the other is
	// of the survivor then, but for what only one of them can have.
	Merge(ctx context.Context, m merge.Merging) (merge.ID, error)
	// Merged reads a merge and locks it. NotFound when there is none.
	Merged(ctx context.Context, id merge.ID) (*merge.Record, error)
	// MergedBy is the merge that the rejection of a handoff brought, and that nobody has taken back; 0 for none.
	MergedBy(ctx context.Context, id handoff.ID) (merge.ID, error)
	// Part keeps that a merge was taken back.
	Part(ctx context.Context, p merge.Parting) error
	// AddLead keeps a new lead and gives it its ID.
	AddLead(ctx context.Context, l *lead.Lead) error
	// UpdateLead keeps changed fields of a lead that this transaction has read.
	UpdateLead(ctx context.Context, l *lead.Lead) error
	// Touch keeps a marketing contact of a lead.
	Touch(ctx context.Context, id lead.ID, t lead.Touch, by account.PersonID) error
	// Touches are the marketing contacts of a lead that are kept already, the oldest first: the latest 1,000 of them
	// where there are more.
	Touches(ctx context.Context, id lead.ID) ([]lead.Touch, error)
	// KeepScore keeps a score of a lead that sales does not have to answer.
	KeepScore(ctx context.Context, id lead.ID, score lead.Score, cause string, at time.Time) error
	// TakeReady takes the first after one of the leads that wait to be looked at by themselves; 0 when none does.
	TakeReady(ctx context.Context, after lead.ID) (lead.ID, error)
	// Record keeps an event of a lead alone.
	Record(ctx context.Context, e handoff.Event) error

	// SentForm is the lead that the form with key was sent for, 0 when it has not been sent, with the digest of what it
	// said then; nil where that is not known. KeepForm remembers both.
	SentForm(ctx context.Context, key string) (id lead.ID, digest []byte, err error)
	KeepForm(ctx context.Context, key string, digest []byte, id lead.ID, at time.Time) error

	// Answered is what the request of by with this key was answered, with its digest; nil when there was none. Until
	// the transaction ends nobody else answers one. KeepAnswer remembers it.
	Answered(ctx context.Context, key string) (digest, answer []byte, err error)
	KeepAnswer(ctx context.Context, o Once, answer []byte, at time.Time) error

	// Pool is who could be offered a lead, in one round trip.
	Pool(ctx context.Context, ask PoolAsk) (assign.Pool, error)
	// Reserve gives one handoff to the first of offers who is not being given one by somebody else at this moment and
	// has room, and tells at which place they stand and how many they have then. Place -1 when nobody has room.
	Reserve(ctx context.Context, offers []assign.Offer, at time.Time) (place, open int, err error)

	// HeldBy are the handoffs of a person that wait for a verdict or are accepted and not closed, locked with their
	// leads, the oldest first. Only those that the transaction's person may see.
	HeldBy(ctx context.Context, person account.PersonID) ([]*handoff.Handoff, error)
	// Colleague is somebody who could be given leads by name, whoever may see them. NotFound when there is no such
	// person.
	Colleague(ctx context.Context, id account.PersonID) (account.Person, error)
	// Credit takes a handoff out of the share of who had it. It answers Conflict when that has been done.
	Credit(ctx context.Context, c handoff.Credit) error
	// TakeCreditBack counts a handoff in the share of who had it again. Nothing happens when it was not credited.
	TakeCreditBack(ctx context.Context, id handoff.ID) error
}

// PoolAsk is what assignment wants to know for one lead.
type PoolAsk struct {
	Lead     lead.ID
	Teams    []account.TeamID   // whose reps
	People   []account.PersonID // whom rules name
	Account  lead.Account       // whose owner, where a rule asks for them
	PassedOn bool               // the teams that passed the lead on
	Not      account.PersonID   // who gets it in no case
	At       time.Time
}

// Duplicate is a lead that may be the same person as one that is being sent.
type Duplicate struct {
	Lead    lead.Lead
	By      identity.Match // by what they are the same person; Different where only the ID of its source is the same
	HasID   bool           // it has the ID of that one in its source
	Visible bool           // the person who asks may see it
}

// Nudger tells open screens that something has changed. It is called after the commit; a lost nudge costs nothing.
type Nudger interface {
	Changed(lead lead.ID, teams ...account.TeamID)
}
