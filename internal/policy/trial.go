package policy

import (
	"iter"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
)

// TrialDays is how far back a trial of assignment rules goes.
const TrialDays = 90

// warmUp is how long before that handoffs fill the desks, so that a trial does not begin with everybody idle.
const warmUp = 14 * 24 * time.Hour

// Trial is a draft of assignment rules, tried on what came before now.
type Trial struct {
	InForce, Draft assign.Set
	Reps           []assign.Rep
	Now            time.Time
}

// Since is when the handoffs begin that a trial compares.
func (t Trial) Since() time.Time { return t.Now.AddDate(0, 0, -TrialDays) }

// Reads is when the handoffs begin that a trial needs.
func (t Trial) Reads() time.Time { return t.Since().Add(-warmUp) }

// Asks is what the rules of both sets ask of the past.
func (t Trial) Asks() assign.PastAsk {
	rules := slices.Concat(t.InForce.Rules, t.Draft.Rules)
	return assign.PastAsk{
		Since:   t.Reads(),
		Owners:  slices.ContainsFunc(rules, func(r assign.Rule) bool { return r.To() == assign.ToAccount }),
		Touches: slices.ContainsFunc(rules, func(r assign.Rule) bool { return r.When.Asks("touch.") }),
	}
}

// Run assigns past once more by both sets. What of past has no Facts tells whose an account was before.
func (t Trial) Run(policy *Policy, past iter.Seq2[assign.Past, error]) (assign.Comparison, error) {
	trial := assign.NewTrial(t.InForce, t.Draft, assign.Staff{
		Reps: t.Reps, Name: policy.TeamName, Hours: policy.HoursOf, Clock: policy.DecidedIn,
		Fallback: func(chosen account.TeamID) account.TeamID {
			by := *policy
			by.FallbackTeam = chosen
			return by.Pool().ID
		},
	}, t.Since())
	for p, err := range past {
		if err != nil {
			return assign.Comparison{}, err
		}
		if p.Facts == nil {
			trial.Own(p)
		} else {
			trial.Add(p)
		}
	}
	return trial.Result(), nil
}
