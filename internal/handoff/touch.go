package handoff

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
)

// MaxContacts is how many contacts can be told of at once.
const MaxContacts = 100

// Contact is a touch that a program outside tells of. Source and campaign are told by name or id.
type Contact struct {
	Who
	Touch            lead.Touch
	Source, Campaign Ref
}

// Who names a lead in one of the ways in which a program outside knows it.
type Who struct {
	Lead       lead.ID
	ExternalID string
	IDSource   string // the name of the source that ExternalID counts in; "" where only one has it
	Email      string
}

// AmbiguousID is what a program reads that names a lead by an ID which leads of several sources have.
const AmbiguousID = "Leads of several sources have this id. Name the source in external_source."

// Ref names something that the company keeps, by its id or by what it is called. The zero Ref names nothing.
type Ref struct {
	ID   int64
	Name string
}

// Touched is what came of a contact. All contacts of a lead leave it in the same stage.
type Touched struct {
	Lead     lead.ID
	Kind     string
	At       time.Time
	Stage    lead.Stage
	Reopened bool // the lead had ended, and is with marketing again
	Handoff  ID   // by which the lead was handed over because of it; 0 for none
	Number   int  // of that handoff

	teams []account.TeamID // whose screens show the lead
}

// Strangers is the refusal of contacts with people who are no lead that the teller may see, by their places. It is a NotFound.
type Strangers struct{ Places []int }

func (s *Strangers) Error() string {
	return fmt.Sprintf("%d of the contacts are with no lead that can be seen", len(s.Places))
}
func (s *Strangers) Unwrap() error { return errs.NotFound }

// ErrNoMarketer refuses a contact that somebody outside marketing tells of.
var ErrNoMarketer = errs.Say(errs.Forbidden, "Only marketing can add touches. Use the key of a marketer or a service. Sales logs its contacts on the lead.")

// Touch adds contacts with leads, all of them or none. A contact with a lead that has ended opens it again, and one by which a captured
// lead meets the definition hands it over where the agreement says so. What is wrong is told as Problems by place and field, such as
// 2/kind; who is no lead that by may see, as Strangers.
func (d *Desk) Touch(ctx context.Context, by account.Person, once Once, contacts []Contact) ([]Touched, error) {
	if !by.Markets() {
		return nil, ErrNoMarketer
	}
	at := d.now()
	if err := CheckContacts(contacts, at).Err(); err != nil {
		return nil, err
	}
	var made []Touched
	err := d.Store.Transact(ctx, by, func(tx Tx) error {
		return once.do(ctx, tx, at, &made, func() error {
			books, err := tx.Books(ctx)
			if err == nil {
				made, err = sending{tx, by, at, books}.touchAll(ctx, contacts)
			}
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	for _, t := range made {
		if t.teams != nil {
			d.Nudge.Changed(t.Lead, t.teams...)
		}
	}
	return made, nil
}

// CheckContacts says what is wrong with contacts as they were told, by place and field, and brings them into the form that is stored.
func CheckContacts(contacts []Contact, at time.Time) errs.Problems {
	problems := CheckCount(len(contacts))
	if len(problems) > 0 {
		return problems
	}
	for i := range contacts {
		for field, words := range contacts[i].check(at) {
			problems.Add(strconv.Itoa(i)+"/"+field, words)
		}
	}
	return problems
}

// CheckCount says what is wrong with a number of contacts.
func CheckCount(n int) errs.Problems {
	problems := errs.Problems{}
	switch {
	case n == 0:
		problems.Add("", "Send at least one touch.")
	case n > MaxContacts:
		problems.Add("", fmt.Sprintf("These are %d touches. The maximum is %d per request. Send several requests.", n, MaxContacts))
	}
	return problems
}

func (c *Contact) check(at time.Time) errs.Problems {
	problems := c.Who.Check()
	for field, words := range c.Touch.Check(at) {
		problems.Add(field, words)
	}
	return problems
}

// Check says what is wrong with how a lead is named, and brings that into the form that is stored.
func (w *Who) Check() errs.Problems {
	problems := errs.Problems{}
	w.ExternalID = strings.Join(strings.Fields(w.ExternalID), " ")
	w.IDSource = strings.Join(strings.Fields(w.IDSource), " ")
	w.Email, _ = lead.CleanEmail(w.Email)
	given := 0
	for _, is := range []bool{w.Lead != 0, w.ExternalID != "", w.Email != ""} {
		if is {
			given++
		}
	}
	switch {
	case given == 0:
		problems.Add("lead", "Name the lead: its id as lead, your own id as external_id, or its email.")
	case given > 1:
		problems.Add("lead", "Name the lead in only one way: lead, external_id or email.")
	case w.IDSource != "" && w.ExternalID == "":
		problems.Add("external_source", "external_source needs an external_id. Send both, or leave it out.")
	case utf8.RuneCountInString(w.IDSource) > lead.MaxText || !lead.Printable(w.IDSource):
		problems.Add("external_source", "This is not a valid name of a source. It is too long or has an invisible character.")
	case w.Lead < 0:
		problems.Add("lead", "The id of a lead must be a whole number above 0.")
	case w.Email != "" && !account.ValidEmail(w.Email):
		problems.Add("email", "This e-mail address is not complete. Write it like name@company.example.")
	case utf8.RuneCountInString(w.ExternalID) > lead.MaxText || !lead.Printable(w.ExternalID):
		problems.Add("external_id", "This is not a valid id. It is too long or has an invisible character.")
	}
	return problems
}

// touchAll adds all contacts, lead by lead.
func (s sending) touchAll(ctx context.Context, contacts []Contact) ([]Touched, error) {
	if err := s.resolve(contacts); err != nil {
		return nil, err
	}
	leads, places, err := s.meet(ctx, contacts)
	if err != nil {
		return nil, err
	}
	made := make([]Touched, len(contacts))
	for _, id := range slices.Sorted(maps.Keys(leads)) {
		l := leads[id]
		slices.SortStableFunc(places[id], func(a, b int) int { return contacts[a].Touch.At.Compare(contacts[b].Touch.At) })
		var touches []lead.Touch
		for _, i := range places[id] {
			touches = append(touches, contacts[i].Touch)
		}
		went, err := s.touchOne(ctx, l, touches)
		if err != nil {
			return nil, err
		}
		for n, i := range places[id] {
			made[i] = went
			made[i].Kind, made[i].At = touches[n].Kind, touches[n].At
		}
	}
	return made, nil
}

// meet finds and locks the leads of contacts, and tells at which places each is meant.
func (s sending) meet(ctx context.Context, contacts []Contact) (leads map[lead.ID]*lead.Lead, places map[lead.ID][]int, err error) {
	who := make([]Who, len(contacts))
	for i, c := range contacts {
		who[i] = c.Who
	}
	found, err := s.tx.Find(ctx, who)
	if err != nil {
		return nil, nil, err
	}
	leads, places = map[lead.ID]*lead.Lead{}, map[lead.ID][]int{}
	var strangers []int
	for i := range who {
		l, known := found[i]
		if !known {
			strangers = append(strangers, i)
			continue
		}
		leads[l.ID] = &l
		places[l.ID] = append(places[l.ID], i)
	}
	if len(strangers) > 0 {
		return nil, nil, &Strangers{strangers}
	}
	return leads, places, nil
}

// resolve finds the sources and campaigns of contacts in the books.
func (s sending) resolve(contacts []Contact) error {
	problems := errs.Problems{}
	for i := range contacts {
		c := &contacts[i]
		source, found := c.Source.in(s.books.Names["source"])
		if !found {
			problems.Add(strconv.Itoa(i)+"/source", "There is no such source. Send the name or id of a source of your campaigns.")
		}
		campaign, found := c.Campaign.in(s.books.Names["campaign"])
		if !found {
			problems.Add(strconv.Itoa(i)+"/campaign", "There is no such campaign. Send the name or id of an existing campaign, or add it first.")
		}
		c.Touch.Source, c.Touch.Campaign = lead.SourceID(source), lead.CampaignID(campaign)
	}
	return problems.Err()
}

// in is the id that r names in a catalogue of names by id, 0 where it names nothing. Not found when there is no such thing.
func (r Ref) in(names map[string]string) (id int64, found bool) {
	if r == (Ref{}) {
		return 0, true
	}
	if r.Name == "" {
		_, found = names[strconv.FormatInt(r.ID, 10)]
		return r.ID, found
	}
	name := strings.Join(strings.Fields(r.Name), " ")
	for key, each := range names {
		if strings.EqualFold(each, name) {
			id, err := strconv.ParseInt(key, 10, 64)
			return id, err == nil
		}
	}
	return 0, false
}

// touchOne adds contacts, in the order of their times, to a lead that this transaction has locked, and has it go on by them.
func (s sending) touchOne(ctx context.Context, l *lead.Lead, touches []lead.Touch) (Touched, error) {
	for _, t := range touches {
		if err := s.touch(ctx, *l, lead.Lead{Source: t.Source, Campaign: t.Campaign, Note: t.Note}, t, EventTouched); err != nil {
			return Touched{}, err
		}
	}
	made := Touched{Lead: l.ID, Stage: l.Stage, teams: []account.TeamID{l.MarketingTeam}}
	if slices.Contains(stepAt(EventReopened, l.Stage).From, l.Stage) {
		last, err := s.reopen(ctx, l, touches)
		made.Stage, made.Reopened, made.teams = l.Stage, l.Stage == lead.Captured, append(made.teams, last.team())
		if err != nil {
			return made, err
		}
		if made.Reopened {
			touches = nil // they are kept with the handoff
		}
		return made, s.score(ctx, *l, last, OnTouch, touches...)
	}
	receipt, err := s.look(ctx, l, OnTouch, touches...)
	if receipt.Team != 0 {
		made.teams = append(made.teams, receipt.Team)
	}
	if receipt.Handoff != 0 {
		made.Stage, made.Handoff, made.Number = lead.Submitted, receipt.Handoff, receipt.Number
	}
	return made, err
}

// reopen gives a lead that has ended back to marketing when one of the contacts calls for that.
func (s sending) reopen(ctx context.Context, l *lead.Lead, touches []lead.Touch) (*Handoff, error) {
	last, err := s.tx.LastHandoff(ctx, l.ID)
	if err != nil || last == nil || !slices.ContainsFunc(touches, last.reopenedBy) {
		return last, err
	}
	last.planAgain(s.books)
	if err := last.Reopen(account.System, s.at); err != nil {
		return last, err
	}
	l.Stage = last.Stage
	return last, s.tx.Save(ctx, last)
}

// reopenedBy reports whether a touch opens the lead of h again, which has ended. Nobody asks for anything by looking at a page, and what
// happened before the end is no news.
func (h *Handoff) reopenedBy(t lead.Touch) bool { return t.Kind != "visit" && t.At.After(h.endedAt()) }

// endedAt is when the latest of what can end a lead happened to h.
func (h *Handoff) endedAt() time.Time {
	ended := []time.Time{h.SubmittedAt, h.VerdictAt, h.OutcomeAt}
	if h.Dispute != nil {
		ended = append(ended, h.Dispute.RuledAt)
	}
	return slices.MaxFunc(ended, func(a, b time.Time) int { return cmp.Compare(a.UnixMicro(), b.UnixMicro()) })
}
