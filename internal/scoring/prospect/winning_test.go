package prospect_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"baton/internal/lead"
	"baton/internal/scoring/likelihood/trial"
	"baton/internal/scoring/prospect"
)

const season = 180 * 24 * time.Hour

// accepted are n leads that sales accepted, six a day, and what is known of them at a time. Of retail 35 % are won, of
// the media 6 %, half of them within 30 days; of the others two in three are said to be lost, half of them within 60.
func accepted(n int, seed uint64, now time.Time) (cases []prospect.Case) {
	random := rand.New(rand.NewPCG(seed, 31))
	for i := range n {
		at := newYear.Add(time.Duration(i) * 4 * time.Hour)
		c := prospect.Case{Known: lead.Known{Facts: map[string]string{"industry": "Retail",
			"source": []string{"1", "2"}[random.IntN(2)]}, Fit: 50, At: at}, Handoff: int64(i + 1), At: at.Add(season)}
		rate, half := 0.35, 60.0
		if random.IntN(2) == 0 {
			c.Known.Facts["industry"], rate = "Media", 0.06
		}
		won, said := random.Float64() < rate, random.IntN(3) > 0
		if won {
			half = 30
		}
		took := time.Duration(half / math.Ln2 * random.ExpFloat64() * 24 * float64(time.Hour))
		if ended := at.Add(took); took < season && (won || said) && !ended.After(now) {
			c.At, c.Positive = ended, won
		}
		if !at.After(now) {
			cases = append(cases, c)
		}
	}
	return cases
}

func winning(t *testing.T, cases []prospect.Case, inUse *prospect.Version, now time.Time) prospect.Version {
	t.Helper()
	v, ok := prospect.Train(lead.OfWinning, cases, inUse, now, now, season)
	if !ok {
		t.Fatalf("nothing is learned of %d cases: %s", len(cases), prospect.Silent(cases, now, season))
	}
	return v
}

func TestANewCompanyForeseesWinningWithinWeeks(t *testing.T) {
	for seed := range uint64(4) {
		now := newYear.AddDate(0, 0, 8*7)
		v := winning(t, accepted(3000, seed, now), nil, now)
		retail, ok := v.Estimate(lead.Known{Facts: map[string]string{"industry": "Retail", "source": "1"}, Fit: 50, At: now},
			nil)
		media, _ := v.Estimate(lead.Known{Facts: map[string]string{"industry": "Media", "source": "1"}, Fit: 50, At: now},
			nil)
		if !ok || retail.Probability < 0.2 || retail.Probability > 0.6 || media.Probability > 0.2 {
			t.Errorf("company %d: after 8 weeks retail gets %.2f, the media %.2f", seed, retail.Probability, media.Probability)
		}
		if v.Report.Cases != 0 || v.State != prospect.Published || v.Few() != 0 {
			t.Errorf("company %d: before the days of any lead are over, %d are measured; it is %s and wants to know %d", seed,
				v.Report.Cases, v.State, v.Few())
		}
	}
}

// The figures are what was said of each lead on its day, with no win that came later known.
func TestTheFiguresOfWinningAreAsInLife(t *testing.T) {
	for seed := range uint64(3) {
		now := newYear.AddDate(0, 0, 400)
		r := winning(t, accepted(3000, seed, now), nil, now).Report
		model, base := trial.Test{Contenders: r.Contenders}.Of(trial.Likelihood),
			trial.Test{Contenders: r.Contenders}.Of(trial.BaseRate)
		if *model.LogLoss > *base.LogLoss-0.03 || *model.AUC < 0.65 || *model.ECE > 0.06 {
			t.Errorf("company %d: log loss %.3f, of the base rate %.3f; AUC %.2f; ECE %.3f", seed, *model.LogLoss, *base.LogLoss,
				*model.AUC, *model.ECE)
		}
		if r.To.After(now.Add(-season)) || r.From.After(newYear.AddDate(0, 0, 8*7)) {
			t.Errorf("company %d: measured are leads from %s to %s", seed, r.From, r.To)
		}
	}
}

func TestAVersionOfWinningIsComparedByWhatIsKnownOfOpenLeads(t *testing.T) {
	then, now := newYear.AddDate(0, 0, 60), newYear.AddDate(0, 0, 160)
	first := winning(t, accepted(3000, 1, then), nil, then)
	cases := accepted(3000, 1, now)
	second := winning(t, cases, &first, now)
	if h := second.Report.Held; second.State != prospect.Published || !strings.HasPrefix(second.Why, "Not worse: ") ||
		h == nil || h.InUse == nil || h.To.Before(then) || h.To.After(now.AddDate(0, 0, -20)) {
		t.Errorf("it is %s: %s; held are %+v", second.State, second.Why, h)
	}
	// What is learned upside down is not published in its place.
	wrong := slices.Clone(cases)
	for i, c := range wrong {
		if c.Known.At.Before(now.AddDate(0, 0, -70)) {
			wrong[i].Positive = c.At.Before(now) && c.Known.Facts["industry"] == "Media"
		}
	}
	if third := winning(t, wrong, &first, now); third.State != prospect.HeldBack {
		t.Errorf("what is learned upside down is %s: %s", third.State, third.Why)
	}
	if !second.Knows(cases, now) || second.Knows(accepted(3000, 1, now.AddDate(0, 0, 1)), now.AddDate(0, 0, 1)) {
		t.Error("a version knows what it has learned from, and nothing that became known since")
	}
}
