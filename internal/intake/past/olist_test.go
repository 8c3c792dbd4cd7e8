package past_test

import (
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/handoff"
	"baton/internal/intake"
	"baton/internal/intake/past"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/scoring/grade"
)

var monday = time.Date(2018, 3, 5, 0, 0, 0, 0, time.UTC)

func TestADealBecomesAWonHandoffAsTheFilesTellIt(t *testing.T) {
	for _, c := range []struct {
		name string
		won  time.Time
		took time.Duration
	}{
		{"won later", monday.Add(50 * time.Hour), 50 * time.Hour},
		{"won before the first contact", monday.Add(-50 * time.Hour), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			deal := intake.Deal{SDR: "aaaaaaaa11", SR: "bbbbbbbb22", WonAt: c.won}
			row := intake.OlistLead{Enquiry: intake.Enquiry{Source: "social", Campaign: "page",
				Lead: lead.Lead{ExternalID: "x", CreatedAt: monday}}, Deal: &deal}
			company := past.OlistCompany(map[string]intake.Deal{"x": deal}, []intake.OlistLead{row})
			if len(company.People) != 2 || company.People[0].Name != "SDR aaaaaaaa" || company.People[1].Name != "SR bbbbbbbb" ||
				company.People[0].PasswordHash != "" {
				t.Fatalf("the people are %+v", company.People)
			}
			for i := range company.People {
				company.People[i].ID = account.PersonID(i + 1)
			}
			o := past.Olist{Policy: &policy.Policy{Zone: time.UTC, Grader: grade.Scoring{},
				Agreement: agreement.Agreement{Version: 1}}}
			o.In(company)
			l := o.Lead(row)
			h := l.Handoffs[0]
			if l.Stage != lead.Won || h.Verdict != handoff.Accepted || h.VerdictBy != 1 || h.Owner != 2 || h.OutcomeBy != 2 ||
				!h.OutcomeAt.Equal(c.won) || h.Decide.Wall != c.took || h.Decide.Business != c.took {
				t.Errorf("the handoff is %+v", h.Handoff)
			}
			if h.WonCents != 0 || h.ValueCents != 0 || !h.QualifiedAt.IsZero() || len(h.Attempts) != 0 {
				t.Error("something was added to what the files say")
			}
		})
	}
}

func TestALeadWithoutADealStillWaits(t *testing.T) {
	row := intake.OlistLead{Enquiry: intake.Enquiry{Source: "social", Lead: lead.Lead{ExternalID: "x", CreatedAt: monday}}}
	company := past.OlistCompany(nil, []intake.OlistLead{row})
	o := past.Olist{Policy: &policy.Policy{Zone: time.UTC, Grader: grade.Scoring{}}}
	o.In(company)
	if l := o.Lead(row); l.Stage != lead.Submitted || l.Handoffs[0].Verdict != handoff.NoVerdict ||
		l.Handoffs[0].Owner != 0 {
		t.Errorf("it is %s, %+v", l.Stage, l.Handoffs[0].Handoff)
	}
}
