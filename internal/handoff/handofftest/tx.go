package handofftest

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/tally"
	"baton/internal/identity"
	"baton/internal/lead"
	"baton/internal/policy"
)

// tx is one transaction: a copy of what is kept, and who may see what of it.
type tx struct {
	Kept
	store  *Store
	by     account.Person
	before map[handoff.ID]handoff.Handoff // what was read, to count what a change adds to the reports
	later  []Touch                        // are found from the next Save on
}

// flush keeps what has gathered.
func (t *tx) flush() error {
	for _, touch := range t.later {
		if err := t.known(touch.Source, touch.Campaign, 0); err != nil {
			return err
		}
	}
	t.Kept.Touches, t.later = append(t.Kept.Touches, t.later...), nil
	return nil
}

func (t *tx) Policy(context.Context) (*policy.Policy, error) { return t.store.policy, t.store.ask() }

// seesHandoff reports whether by may see a handoff.
func (t *tx) seesHandoff(h handoff.Handoff) bool {
	by, d := t.by, h.Dispute
	referee := by.Role == account.Manager && d != nil && (d.Ruling == handoff.NoRuling || d.RuledBy == by.ID)
	return referee || by.Role == account.Admin || by.In(h.Team) || by.In(h.MarketingTeam) ||
		h.Owner == by.ID || h.SubmittedBy == by.ID
}

func (t *tx) seesLead(l lead.Lead) bool {
	return l.MarketedBy(t.by) || slices.ContainsFunc(t.HandoffsOf(l.ID), t.seesHandoff)
}

// handoff is a handoff with all that is worked out when it is read.
func (t *tx) handoff(id handoff.ID) handoff.Handoff {
	h := t.Handoffs[id]
	l := t.Leads[h.Lead]
	h.LeadName, h.Captured, h.Stage = lead.Lead{ID: l.ID, Name: l.Name, Email: l.Email}.Called(), l.CreatedAt, l.Stage
	h.Latest = h.Number == len(t.HandoffsOf(h.Lead))
	h.OwnerName, h.VerdictByName = t.name(h.Owner), t.name(h.VerdictBy)
	h.Marks = slices.Clone(h.Marks)
	for _, o := range t.Opinions {
		if o.Handoff == id {
			h.Opined = o.What.Grade
		}
	}
	for _, q := range t.Questions {
		if q.Handoff == id && q.What.AnsweredAt.IsZero() {
			h.Asked, h.AskedBy = true, q.What.By
		}
	}
	for _, a := range t.Attempts {
		if a.Handoff == id {
			if h.Attempts++; h.Attempts == 1 || a.What.At.Before(h.TriedFirstAt) {
				h.TriedFirstAt = a.What.At
			}
		}
	}
	for _, r := range t.Recycled {
		if r.Lead == h.Lead && !r.Undone {
			h.Cycles++
		}
	}
	return h
}

func (t *tx) name(id account.PersonID) string {
	if p := t.store.floor.Person(id); p != nil {
		return p.Name
	}
	return ""
}

// read is a handoff that this transaction may save.
func (t *tx) read(id handoff.ID) *handoff.Handoff {
	h := t.handoff(id)
	t.before[id] = h
	return &h
}

func (t *tx) Handoff(_ context.Context, id handoff.ID) (*handoff.Handoff, error) {
	if err := t.store.ask(); err != nil {
		return nil, err
	}
	if h, there := t.Handoffs[id]; !there || !t.seesHandoff(h) {
		return nil, errs.NotFound
	}
	return t.read(id), nil
}

func (t *tx) LastHandoff(_ context.Context, id lead.ID) (*handoff.Handoff, error) {
	if err := t.store.ask(); err != nil {
		return nil, err
	}
	all := t.HandoffsOf(id)
	if len(all) == 0 {
		return nil, nil
	}
	return t.read(all[len(all)-1].ID), nil
}

func (t *tx) HeldBy(_ context.Context, person account.PersonID) (held []*handoff.Handoff, err error) {
	for id, h := range t.Handoffs {
		open := h.Verdict == handoff.NoVerdict || h.Verdict == handoff.Accepted && h.Outcome == handoff.NoOutcome
		if h.Owner == person && open && (t.by.Role == account.Admin || t.by.In(h.Team)) {
			held = append(held, t.read(id))
		}
	}
	slices.SortFunc(held, func(a, b *handoff.Handoff) int {
		return cmp.Or(a.QueuedAt.Compare(b.QueuedAt), cmp.Compare(a.ID, b.ID))
	})
	return held, t.store.ask()
}

func (t *tx) Due(_ context.Context, at time.Time, limit int) (due []*handoff.Handoff, err error) {
	for id := range t.Handoffs {
		h := t.handoff(id)
		if next := h.NextMark(); !next.IsZero() && !next.After(at) {
			due = append(due, &h)
		}
	}
	slices.SortFunc(due, func(a, b *handoff.Handoff) int {
		return cmp.Or(a.NextMark().Compare(b.NextMark()), cmp.Compare(a.ID, b.ID))
	})
	return due[:min(limit, len(due))], t.store.ask()
}

func (t *tx) Lead(_ context.Context, id lead.ID) (*lead.Lead, error) {
	if err := t.store.ask(); err != nil {
		return nil, err
	}
	l, there := t.Leads[id]
	if !there || !t.seesLead(l) {
		return nil, errs.NotFound
	}
	return &l, nil
}

// there reports whether a lead has neither been merged into another nor erased.
func there(l lead.Lead) bool { return l.Stage != lead.Merged && l.Stage != lead.Erased }

// leads are those that are there, in the order in which they came.
func (t *tx) leads() (all []lead.Lead) {
	for id := range t.store.lastLead + 1 {
		if l, kept := t.Leads[id]; kept && there(l) {
			all = append(all, l)
		}
	}
	return all
}

func (t *tx) Duplicates(_ context.Context, who lead.Lead) (duplicates []desk.Duplicate, err error) {
	is := who.Identity()
	for id := range t.store.lastLead + 1 {
		x, kept := t.Leads[id]
		if !kept {
			continue
		}
		l := t.today(x)
		if by, hasID := x.Identity().Match(is), x.HasID(who); by != identity.Different || hasID {
			duplicates = append(duplicates, desk.Duplicate{Lead: l, By: by, HasID: hasID, Visible: t.seesLead(l)})
		}
	}
	return desk.Best(duplicates), t.store.ask()
}

// today is the lead that l is after all merges.
func (t *tx) today(l lead.Lead) lead.Lead {
	for l.Stage == lead.Merged {
		l = t.Leads[l.MergedInto]
	}
	return l
}

func (t *tx) Find(_ context.Context, who []lead.Who) (map[int]lead.Lead, error) {
	if err := t.store.ask(); err != nil {
		return nil, err
	}
	found, problems := map[int]lead.Lead{}, errs.Problems{}
	for place, w := range who {
		for _, each := range slices.Sorted(maps.Keys(t.Leads)) {
			l := t.today(t.Leads[each])
			if !t.names(w, t.Leads[each]) || !there(l) || !t.seesLead(l) {
				continue
			}
			if other, twice := found[place]; twice && other.ID != l.ID {
				problems.Add(strconv.Itoa(place)+"/external_source", desk.AmbiguousID)
			}
			found[place] = l
		}
	}
	return found, problems.Err()
}

// names reports whether a program outside means l.
func (t *tx) names(w lead.Who, l lead.Lead) bool {
	if w.ExternalID != "" && w.ExternalID == l.ExternalID {
		return w.IDSource == "" || strings.EqualFold(t.store.floor.Sources[l.ExternalSource], w.IDSource)
	}
	return w.Lead != 0 && l.ID == w.Lead || w.Email != "" && l.Identity().Email == identity.EmailKey(w.Email)
}

func (t *tx) AddLead(_ context.Context, l *lead.Lead) error {
	if err := t.store.ask(); err != nil {
		return err
	}
	t.store.lastLead++
	if err := t.fits(*l); err != nil {
		return err
	}
	l.ID, l.Version = t.store.lastLead, 1
	t.Leads[l.ID] = *l
	t.count(tally.Captured(*l, t.store.policy))
	return nil
}

func (t *tx) UpdateLead(_ context.Context, l *lead.Lead) error {
	if err := t.store.ask(); err != nil {
		return err
	}
	if err := t.fits(*l); err != nil {
		return err
	}
	was := t.Leads[l.ID]
	l.Version = was.Version + 1
	is := *l
	is.Stage, is.MarketingTeam, is.CreatedBy, is.CreatedAt = was.Stage, was.MarketingTeam, was.CreatedBy, was.CreatedAt
	t.Leads[l.ID] = is
	t.count(tally.Difference(tally.Captured(was, t.store.policy), tally.Captured(is, t.store.policy)))
	return nil
}

// fits answers Problems when a lead cannot be kept beside the others.
func (t *tx) fits(l lead.Lead) error {
	for _, other := range t.leads() {
		if other.ID != l.ID && l.Email != "" && other.Identity().Email == l.Identity().Email {
			return errs.Problems{"email": "Another lead has this e-mail address."}
		}
	}
	return t.known(l.Source, l.Campaign, l.Persona)
}

// known answers Problems when one of these does not exist; none of them has to.
func (t *tx) known(source lead.SourceID, campaign lead.CampaignID, persona lead.PersonaID) error {
	floor := t.store.floor
	if _, exists := floor.Sources[source]; source != 0 && !exists {
		return errs.Problems{"source": "This source no longer exists. Choose another."}
	}
	if campaign != 0 && !slices.ContainsFunc(floor.Campaigns, func(c lead.Campaign) bool { return c.ID == campaign }) {
		return errs.Problems{"campaign": "This campaign no longer exists. Choose another."}
	}
	if persona != 0 && !slices.ContainsFunc(floor.Personas, func(p lead.Persona) bool { return p.ID == persona }) {
		return errs.Problems{"persona": "This persona no longer exists. Choose another."}
	}
	return nil
}

func (t *tx) Touch(_ context.Context, id lead.ID, touch lead.Touch, by account.PersonID) error {
	t.later = append(t.later, Touch{id, touch, by})
	return t.store.ask()
}

func (t *tx) Touches(_ context.Context, id lead.ID) (touches []lead.Touch, err error) {
	for _, each := range t.Kept.Touches {
		if each.Lead == id {
			touches = append(
				touches,
				lead.Touch{Kind: each.Kind, Source: each.Source, Campaign: each.Campaign, At: each.At},
			)
		}
	}
	slices.SortStableFunc(touches, func(a, b lead.Touch) int { return a.At.Compare(b.At) })
	return touches[max(0, len(touches)-1000):], t.store.ask()
}

func (t *tx) TakeReady(_ context.Context, after lead.ID) (lead.ID, error) {
	slices.Sort(t.Ready)
	for i, id := range t.Ready {
		if id > after {
			t.Ready = slices.Delete(t.Ready, i, i+1)
			return id, t.store.ask()
		}
	}
	return 0, t.store.ask()
}

func (t *tx) SentForm(_ context.Context, key string) (lead.ID, []byte, error) {
	form := t.Forms[Key{t.by.ID, key}]
	return form.Lead, form.Digest, t.store.ask()
}

func (t *tx) KeepForm(_ context.Context, key string, digest []byte, id lead.ID, _ time.Time) error {
	t.Forms[Key{t.by.ID, key}] = Form{digest, id}
	return t.store.ask()
}

func (t *tx) Answered(_ context.Context, key string) (digest, answer []byte, err error) {
	a := t.Answers[Key{t.by.ID, key}]
	return a.Digest, a.Answer, t.store.ask()
}

func (t *tx) KeepAnswer(_ context.Context, o desk.Once, answer []byte, _ time.Time) error {
	t.Answers[Key{t.by.ID, o.Key}] = Answer{o.Digest, answer}
	return t.store.ask()
}

func (t *tx) Colleague(_ context.Context, id account.PersonID) (account.Person, error) {
	if err := t.store.ask(); err != nil {
		return account.Person{}, err
	}
	p := t.store.floor.Person(id)
	if p == nil {
		return account.Person{}, errs.NotFound
	}
	return *p, nil
}

// errUnread is the fault of a Desk that saves what it has not locked.
var errUnread = errors.New("handofftest: a handoff is saved that this transaction has not read")

// errHandedOver refuses a second open handoff of a lead.
var errHandedOver = errs.Say(errs.Conflict, "This lead is already handed over. Check it before you send it again.")

// reason is the reason with id as it is now.
func (t *tx) reason(id agreement.ReasonID) agreement.Reason { return t.store.policy.Reasons[id] }
