package leadview

import (
	"fmt"
	"math"
	"strings"

	"baton/internal/english"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/server/address"
	"baton/web/page"
	"baton/web/ui"
)

// Prospects say what a likelihood is of.
var Prospects = map[lead.Prospect]string{lead.OfAcceptance: "acceptance", lead.OfWinning: "winning"}

// chances is how probable acceptance and winning were when a lead was handed over, as they were kept then.
func chances(parts *page.LeadParts, h *handoff.Handoff) {
	for _, of := range lead.Prospects {
		if l := h.Likelihood(of); l != nil {
			parts.Chances = append(parts.Chances, chance(*l))
		}
	}
	if len(parts.Chances) == 0 {
		parts.NoChance = "There is no likelihood of acceptance. There were too few verdicts when this lead was handed over."
	}
}

func chance(l lead.Likelihood) ui.Chance {
	c := ui.Chance{
		Title: "Likelihood of " + Prospects[l.Of], Value: Likely(l.Probability), Range: LikelyRange(l.Low, l.High),
		Href: address.Model(l.Of),
	}
	if l.Of == lead.OfWinning {
		c.Title = "Likelihood of winning, once accepted"
	}
	c.Parts, c.Sum = oddsOf(l)
	c.Sum += fmt.Sprintf(" Version %d had learned from %s leads by then.", l.Model, english.Number(int64(l.Labels)))
	return c
}

// WhyLikely is the arithmetic of how probable it is that a lead which is not handed over yet is taken.
func WhyLikely(l lead.Likelihood) ui.Arithmetic {
	a := ui.Arithmetic{Title: "Why " + Likely(l.Probability), Words: "likelihood", Href: address.Model(l.Of)}
	a.Parts, a.Sum = oddsOf(l)
	a.Sum += fmt.Sprintf(" Version %d has learned from %s leads.", l.Model, english.Number(int64(l.Labels)))
	return a
}

// oddsOf are the summands of a likelihood, and what they come to.
func oddsOf(l lead.Likelihood) (parts []ui.Part, sum string) {
	largest, all := 0.01, 0.0
	for _, line := range l.Lines {
		largest, all = max(largest, math.Abs(line.Odds)), all+line.Odds
	}
	for _, line := range l.Lines {
		parts = append(parts, Part(line.Words, line.Odds, largest))
	}
	return parts, fmt.Sprintf("Total: %s in log-odds, which is %s.", signedOdds(all), Likely(l.Probability))
}

// Part is a summand of log-odds against the largest.
func Part(words string, odds, largest float64) ui.Part {
	return ui.Part{Words: words, Points: signedOdds(odds), Percent: int(math.Round(100 * math.Abs(odds) / largest)),
		Less: odds < 0}
}

// signedOdds are log-odds such as +0.42; what rounds to nothing has no sign.
func signedOdds(odds float64) string {
	words := fmt.Sprintf("%+.2f", odds)
	if strings.Trim(words, "+-0.") == "" {
		return "0.00"
	}
	return strings.Replace(words, "-", "−", 1)
}

// Likely is a probability in whole per cent. What is neither certain nor impossible is not shown as if it were.
func Likely(p float64) string { return fmt.Sprintf("%.0f%%", wholeRate(p)) }

func wholeRate(p float64) float64 {
	if p > 0 && p < 1 {
		return min(max(math.Round(100*p), 1), 99)
	}
	return math.Round(100 * p)
}

// LikelyRange is a range of probabilities: 61 to 81%.
func LikelyRange(low, high float64) string {
	return fmt.Sprintf("%.0f to %.0f%%", wholeRate(low), wholeRate(high))
}
