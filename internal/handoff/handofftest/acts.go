package handofftest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/merge"
	"baton/internal/lead"
)

// Act is something that somebody does at a Desk. It is drawn once and can be done at several Desks.
type Act struct {
	Name   string
	By     account.Person
	Of     handoff.Handoff // what it is done to; the zero Handoff before there is one
	At     time.Time
	To     account.Person
	Reason agreement.ReasonID
	Words  string
	Buyer  int
	N      int // one of a few choices, whichever the act has
	do     do
}

type do func(ctx context.Context, d *desk.Desk, a Act) (any, error)

// Do does the act. The answer is what the Desk says to it.
func (a Act) Do(ctx context.Context, d *desk.Desk) (answer any, err error) { return a.do(ctx, d, a) }

func (a Act) String() string {
	return fmt.Sprintf("%s: %s by %s, handoff %d, buyer %d, to %s, reason %d, %q, choice %d",
		a.At.Format("2 15:04:05"), a.Name, a.By.Name, a.Of.ID, a.Buyer, a.To.Name, a.Reason, a.Words, a.N)
}

// in is a day some days after the act.
func (a Act) in(days int) time.Time { return a.At.AddDate(0, 0, days) }

// version is that of the handoff, an old one or none.
func (a Act) version() int { return []int{0, a.Of.Version, a.Of.Version - 1}[a.N] }

func (a Act) submission() desk.Submission {
	sub := Buyer(a.Buyer)
	sub.Duplicate = []desk.DuplicateChoice{desk.NotAsked, desk.SameOne, desk.OtherOne}[a.N]
	switch {
	case a.Words == "":
		sub.Lead.CompanySize = 500
	case a.N == 1:
		sub.Key = "the form about " + sub.Lead.Name
	case a.Reason == TooSmall.ID:
		sub.Lead.Company = ""
	case a.Reason == Elsewhere.ID:
		sub.Lead.Country = "US"
	case a.Reason == Spam.ID:
		sub.Lead.Email, sub.Lead.Phone = "", "+34600123456"
	}
	return sub
}

func done(err error) (any, error) { return nil, err }

// acts are what can be done at a Desk, by name.
var acts = map[string]do{
	"submit": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return d.Submit(ctx, a.By, a.submission())
	},
	"draft": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return d.SaveDraft(ctx, a.By, 0, a.submission())
	},
	"edit": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return d.SaveDraft(ctx, a.By, a.Of.Lead, a.submission())
	},
	"resubmit": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return d.Resubmit(ctx, a.By, a.Of.Lead, a.submission())
	},
	"touch": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		kind := []string{"reply", "form", "visit"}[a.N]
		return d.Touch(ctx, a.By, desk.Once{Key: a.Words, Digest: []byte(kind)}, []desk.InboundTouch{{
			Who:    lead.Who{Lead: a.Of.Lead},
			Touch:  lead.Touch{Kind: kind, At: a.At.Add(-time.Hour)},
			Source: lead.Ref{Name: "fair"},
		}})
	},
	"receive": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		who := Buyer(a.Buyer).Lead
		who.Campaign, who.ExternalID = 0, a.Words
		return d.Receive(ctx, a.By, desk.Once{}, desk.Arrival{Lead: who, Touch: lead.Touch{Kind: "form"},
			OnKnown: []lead.OnKnown{lead.FillKnown, lead.OverwriteKnown, lead.TouchKnown}[a.N]})
	},
	"merge": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return d.Merge(ctx, a.By, desk.MergeAsk{Survivor: a.Of.Lead, Other: lead.ID(a.Buyer), Take: []string{"company"}})
	},
	"unmerge": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		survivor, other, err := d.Unmerge(ctx, a.By, merge.ID(a.N+1))
		return []lead.ID{survivor, other}, err
	},
	"claim": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.Claim(ctx, a.By, a.Of.ID, a.version()))
	},
	"accept": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.Accept(ctx, a.By, a.Of.ID, a.version()))
	},
	"reject": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.Reject(ctx, a.By, a.Of.ID, 0, a.Reason, a.Words))
	},
	"dispute": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.Dispute(ctx, a.By, a.Of.ID, a.Words))
	},
	"rule": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		ruling := []handoff.Ruling{handoff.Upheld, handoff.Overturned, "maybe"}[a.N]
		return done(d.Rule(ctx, a.By, a.Of.ID, ruling, a.Words))
	},
	"undo": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		verdict := []handoff.Verdict{handoff.Accepted, handoff.Rejected, handoff.Recalled}[a.N]
		return done(d.Undo(ctx, a.By, a.Of.ID, verdict))
	},
	"ask": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.Ask(ctx, a.By, a.Of.ID, a.version(), a.Words))
	},
	"answer": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.Answer(ctx, a.By, a.Of.ID, a.Words))
	},
	"recall": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.Recall(ctx, a.By, a.Of.ID))
	},
	"attempt": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		outcome := []handoff.AttemptOutcome{"reached", "no_answer", "bounced"}[a.N]
		at := a.At.Add(-time.Duration(a.N) * time.Minute)
		tried := handoff.Attempt{Kind: "call", Outcome: outcome, Note: a.Words, At: at}
		return done(d.LogAttempt(ctx, a.By, a.Of.Lead, tried))
	},
	"qualify": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		q := handoff.Qualification{ValueCents: int64(a.N) * 100_001, ExpectedOn: a.in(30)}
		return done(d.Qualify(ctx, a.By, a.Of.Lead, q))
	},
	"disqualify": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		until := []time.Time{{}, a.in(20), a.in(-1)}[a.N]
		return done(d.Disqualify(ctx, a.By, a.Of.Lead, a.Reason, until, a.Words))
	},
	"recycle": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.Recycle(ctx, a.By, a.Of.Lead, a.in(20*a.N), a.Words))
	},
	"come back": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.ComeBack(ctx, a.Of.Lead))
	},
	"restore": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.Restore(ctx, a.By, a.Of.Lead, a.last()))
	},
	"close": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.Close(ctx, a.By, a.Of.Lead))
	},
	"reopen": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.Reopen(ctx, a.By, a.Of.Lead))
	},
	"win": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.Win(ctx, a.By, a.Of.Lead, int64(a.N)*90_050))
	},
	"lose": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.Lose(ctx, a.By, a.Of.Lead, a.Reason, a.Words))
	},
	"give": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.Reassign(ctx, a.By, []handoff.ID{a.Of.ID}, a.To.ID))
	},
	"credit": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.Credit(ctx, a.By, a.Of.ID))
	},
	"regrade": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.Regrade(ctx, a.By, a.Of.ID, a.version(), lead.Grades[a.N], a.Words))
	},
	"correct": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		typed := handoff.ContactData{Name: "Buyer " + a.Words, Email: fmt.Sprintf("buyer%d@firm.example", a.Buyer)}
		return done(d.Correct(ctx, a.By, a.Of.Lead, typed))
	},
	"wait for": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return done(d.WaitFor(ctx, a.By, a.Of.ID, 0, []time.Time{{}, a.in(3), a.in(-1)}[a.N]))
	},
	"leave": func(ctx context.Context, d *desk.Desk, a Act) (any, error) {
		return d.HandOverAll(ctx, a.By, []desk.Leaving{
			{Person: a.Of.Owner}, {Person: a.Of.Owner, To: a.To.ID}, {Person: a.Of.Owner, Team: EMEA.ID},
		}[a.N])
	},
	"remind": func(ctx context.Context, d *desk.Desk, _ Act) (any, error) { return done(d.RemindAll(ctx)) },
}

// last is what became of the handoff of a last, as its author would name it.
func (a Act) last() handoff.Outcome {
	if a.Of.Outcome != handoff.NoOutcome {
		return a.Of.Outcome
	}
	return handoff.Qualified
}

// Draw draws an act that somebody may do next, mostly one who has to do with what it is done to. at is when.
func Draw(t *rapid.T, kept Kept, floor Floor, at time.Time) Act {
	name := rapid.SampledFrom(slices.Sorted(maps.Keys(acts))).Draw(t, "act")
	if len(kept.Handoffs) == 0 {
		name = "submit"
	}
	a := Act{Name: name, At: at, do: acts[name]}
	if ids := slices.Sorted(maps.Keys(kept.Handoffs)); len(ids) > 0 {
		a.Of = kept.Handoffs[rapid.SampledFrom(ids).Draw(t, "handoff")]
	}
	near := []account.Person{Ada, Jo}
	for _, id := range []account.PersonID{a.Of.Owner, a.Of.SubmittedBy, a.Of.VerdictBy} {
		if p := floor.Person(id); p != nil {
			near = append(near, *p, *p)
		}
	}
	a.By = rapid.SampledFrom(append(near, floor.People...)).Draw(t, "by")
	a.To = rapid.SampledFrom(floor.People).Draw(t, "to")
	a.Reason = rapid.SampledFrom(floor.Reasons).Draw(t, "reason").ID
	a.Words = rapid.SampledFrom([]string{"", "So it is.", "Otherwise."}).Draw(t, "words")
	a.Buyer = rapid.IntRange(1, 5).Draw(t, "buyer")
	a.N = rapid.IntRange(0, 2).Draw(t, "choice")
	return a
}

// Pause draws how much later the next act is.
func Pause(t *rapid.T) time.Duration {
	const day = 24 * time.Hour
	return rapid.SampledFrom([]time.Duration{
		0, time.Second, time.Minute, 7 * time.Minute, 30 * time.Minute, 5 * time.Hour, day, 9 * day,
	}).Draw(t, "later")
}
