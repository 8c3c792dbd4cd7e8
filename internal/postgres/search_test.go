package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/worklist"
)

func TestALeadIsFoundHoweverItIsTyped(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.queued(make([]int, 5), "")
	for i, l := range [][4]string{
		{"Inés Ortega", "Northwind Logistics, S.A.", "ines.ortega@northwind.example", "+34600123456"},
		{"Conor O’Neill", "D'Angelo & Sons", "conor_o'neill@sons.example", "+12125550122 x204"},
		{"Jean-Luc Größe", "3M", "jl@3m.example", "+4930123456"},
		{"Bożena Żółć", "Łódź Meble", "", "+442079460018"},
		{"", "", "nobody@1002.example", ""},
	} {
		f.exec("UPDATE leads SET name = $2, company = $3, email = $4, phone = $5 WHERE id = $1", 1000+i, l[0], l[1], l[2],
			l[3])
	}
	ines, conor, jean, bozena, nobody := lead.ID(1000), lead.ID(1001), lead.ID(1002), lead.ID(1003), lead.ID(1004)
	for typed, want := range map[string][]lead.ID{
		"ines ortega": {ines}, "Ortega Inés": {ines}, "ORTEGA, northwind": {ines}, "orteg": {ines}, "ortega@north": {ines},
		"ines.ortega@northwind.example": {ines}, "northwind sa": {ines}, "ines oneill": nil,
		"O'Neill": {conor}, "O’Neill": {conor}, "oneill conor": {conor}, "d’angelo": {conor}, "angelo &": {conor},
		"conor_o":  {conor},
		"jean luc": {jean}, "luc-jean": {jean}, "grosse": {jean}, "GRÖßE": {jean}, "3m": {jean}, "zolc": {bozena},
		"Żółć Bożena": {bozena}, "lodz": {bozena}, "łódź": {bozena},
		"+34 600 123 456": {ines}, "0034600123456": {ines}, "600-123-456": {ines}, "(600) 123.456": {ines}, "600 123": {ines},
		"ortega 600123456": {ines}, "ortega 600123457": nil,
		"212 555 0122": {conor}, "+1 (212) 555-0122": {conor}, "030 123456": {jean}, "+44 (0)20 7946 0018": {bozena},
		"020 7946 0018": {bozena},
		"L-1001":        {conor}, "l-1001": {conor}, "1001": {conor}, "1002": {jean}, "#1003": {bozena}, "L-9999": nil,
		"L-100":  nil,
		"nobody": {nobody}, "'": nil, "ines zzz": nil, "99999999999999999999": nil,
	} {
		page, err := f.db.Queue(ctx, f.who["rosa"], worklist.MyTeam, typed, 0, f.now)
		f.fine(err)
		var queue []lead.ID
		for _, w := range page.Rows {
			queue = append(queue, w.Lead)
		}
		submissions, err := f.db.Submissions(ctx, f.who["mia"],
			worklist.SubmissionAsk{Whose: worklist.OfMyTeam, Search: typed})
		f.fine(err)
		leads, err := f.db.Leads(ctx, f.who["ada"], worklist.LeadAsk{Search: typed})
		f.fine(err)
		for where, got := range map[string][]lead.ID{"the queue": queue, "submissions": ids(submissions),
			"all leads": ids(leads)} {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q in %s: %s", typed, where, diff)
			}
		}
		if leads.Total != len(want) {
			t.Errorf("%q: %d leads are counted, not %d", typed, leads.Total, len(want))
		}
	}
}

// asRow is a lead as a list may ask for it.
type asRow struct {
	ID                           lead.ID
	Name, Company, Email, Phone  string
	Stage                        lead.Stage
	Author, Marketing            int64
	Source, Campaign, Team, Owns int64
	Grade                        string
	At                           time.Time
}

func (x asRow) sees(p account.Person) bool {
	return p.Role == account.Admin || x.Author == int64(p.ID) || x.Owns == int64(p.ID) ||
		p.In(account.TeamID(x.Marketing)) || x.Team != 0 && p.In(account.TeamID(x.Team))
}

func (x asRow) meets(ask worklist.LeadAsk) bool {
	has := " " + lead.SearchKey(x.Name+" "+x.Company+" "+x.Email) + " " + strings.TrimPrefix(x.Phone, "+")
	for _, term := range lead.ReadSearch(ask.Search).Terms {
		text := term.Text
		if term.Start {
			text = " " + text
		}
		if !(text != "" && strings.Contains(has, text)) && (term.Number == 0 || term.Number != x.ID) {
			return false
		}
	}
	return (ask.Stage == "" || ask.Stage == x.Stage) && (ask.Grade == "" || string(ask.Grade) == x.Grade) &&
		(ask.MarketingTeam == 0 || int64(ask.MarketingTeam) == x.Marketing) &&
		(ask.SalesTeam == 0 || int64(ask.SalesTeam) == x.Team) &&
		(ask.Owner == 0 || int64(ask.Owner) == x.Owns) && (ask.Source == 0 || int64(ask.Source) == x.Source) &&
		(ask.Campaign == 0 || int64(ask.Campaign) == x.Campaign) &&
		(ask.From.IsZero() || !x.At.Before(ask.From)) && (ask.Until.IsZero() || x.At.Before(ask.Until))
}

func (x asRow) compare(y asRow, by worklist.LeadOrder) int {
	c := int(x.ID - y.ID)
	switch by {
	case worklist.ByName, worklist.ByNameBackward:
		if d := strings.Compare(account.SortKey(x.Name), account.SortKey(y.Name)); d != 0 {
			c = d
		}
	case worklist.ByCompany, worklist.ByCompanyBackward:
		if d := strings.Compare(account.SortKey(x.Company), account.SortKey(y.Company)); d != 0 {
			c = d
		}
	}
	if by == worklist.Newest || by == "" || by == worklist.ByNameBackward || by == worklist.ByCompanyBackward {
		return -c
	}
	return c
}

// Whichever way a list is read, by an index or in its own order, it has exactly the leads that it asks for, in its
// order, on all its pages.
func TestAListOfLeadsIsWhatItAsksFor(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.exec(`
		INSERT INTO sources (id, name) VALUES (91, 'Source 91'), (92, 'Source 92');
		INSERT INTO campaigns (id, name) VALUES (91, 'Ninety-one'), (92, 'Ninety-two')`)
	f.exec(`
		INSERT INTO leads (id, name, email, phone, company, stage, marketing_team_id, created_by, created_at, updated_at,
			source_id, campaign_id, merged_into)
		SELECT n, (ARRAY['Ana', 'Élodie', 'Bo', 'zoe'])[n % 4 + 1] || ' ' || n % 7, 'p' || n || '@buyer.example',
			'+3460012' || lpad(n::text, 4, '0'), (ARRAY['Ärzte GmbH', 'Acme', 'Zorn'])[n % 3 + 1],
			(ARRAY['submitted', 'accepted', 'merged'])[CASE WHEN n % 500 = 0 THEN 3 WHEN n % 5 = 0 THEN 2 ELSE 1 END], 1 + n % 2,
			CASE WHEN n % 2 = 0 THEN 1 ELSE 2 END, $1::timestamptz - n * interval '1 hour', $1,
			CASE WHEN n % 3 > 0 THEN 90 + n % 3 END, CASE WHEN n % 9 > 6 THEN 91 END,
			CASE WHEN n % 500 = 0 THEN 1 END
		FROM generate_series(1, 3200) n`, f.now)
	f.exec(`
		INSERT INTO handoffs (lead_id, number, submitted_by, submitted_at, marketing_team_id, agreement_version,
			scoring_version, grade, fit, team_id, owner_id, queued_at, due_at)
		SELECT n, 1, 1 + n % 2, $1, 1 + n % 2, 1, 1, (ARRAY['A', 'B', 'C'])[n % 3 + 1], 50,
			CASE WHEN n % 10 < 7 THEN 3 ELSE 4 END, CASE WHEN n % 100 = 1 THEN 11 END, $1, $1
		FROM generate_series(1, 3200) n
		WHERE n % 4 > 0`, f.now)
	f.exec("ANALYZE leads, handoffs")
	rows, err := f.sql.Query(ctx, `
		SELECT l.id, l.name, l.company, l.email, l.phone, l.stage, l.created_by, l.marketing_team_id,
			coalesce(l.source_id, 0), coalesce(l.campaign_id, 0), coalesce(h.team_id, 0), coalesce(h.owner_id, 0),
			coalesce(h.grade, ''), l.created_at
		FROM leads l LEFT JOIN handoffs h ON h.lead_id = l.id WHERE l.stage <> 'merged'`)
	f.fine(err)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[asRow])
	f.fine(err)
	for _, ask := range []worklist.LeadAsk{
		{}, {Order: worklist.Oldest}, {Order: worklist.ByName}, {Order: worklist.ByNameBackward}, {Order: worklist.ByCompany},
		{Order: worklist.ByCompanyBackward}, {Order: "bogus"},
		{Search: "buyer"}, {Search: "buyer", Order: worklist.ByName}, {Search: "elodie"},
		{Search: "6 elodie", Order: worklist.ByCompany}, {Search: "34600120077"}, {Search: "77"}, {Search: "nobody at all"},
		{Stage: lead.Accepted}, {Stage: lead.Won}, {Grade: lead.GradeA, Order: worklist.ByName}, {MarketingTeam: 2},
		{SalesTeam: 4, Search: "zorn"}, {Owner: 11}, {Owner: 12},
		{Source: 91, Order: worklist.Oldest}, {Campaign: 91}, {Campaign: 92}, {From: f.now.Add(-50 * time.Hour)},
		{Until: f.now.Add(-3000 * time.Hour), Search: "ana"},
	} {
		for _, who := range []string{"ada", "rosa", "mia", "tom"} {
			if who == "tom" {
				f.who[who] = account.Person{ID: 12, Name: "Tom", Role: account.Rep} // of no team: sees nothing
			}
			var want []asRow
			for _, x := range all {
				if x.sees(f.who[who]) && x.meets(ask) {
					want = append(want, x)
				}
			}
			order := ask.Order
			if order == "bogus" {
				order = worklist.Newest
			}
			slices.SortFunc(want, func(x, y asRow) int { return x.compare(y, order) })
			var wanted, got []lead.ID
			for _, x := range want {
				wanted = append(wanted, x.ID)
			}
			for page := ask; ; page.After = got[len(got)-1] {
				list, err := f.db.Leads(ctx, f.who[who], page)
				f.fine(err)
				got = append(got, ids(list)...)
				if exact := len(want) == list.Total; !exact && (!list.AtLeast || list.Total > len(want) || list.Total <= 100) {
					t.Errorf("%s counts %d of %+v, not %d", who, list.Total, page, len(want))
				}
				if !list.More || len(got) > len(want) {
					break
				}
			}
			if diff := cmp.Diff(wanted, got); diff != "" {
				t.Fatal(fmt.Sprintf("%s asks for %+v: %d leads, not %d", who, ask, len(got), len(want)), diff[:min(len(diff), 800)])
			}
		}
	}
	gone := f.who["rosa"]
	gone.Teams = nil
	list, err := f.db.Leads(ctx, gone, worklist.LeadAsk{})
	f.fine(err)
	if !slices.ContainsFunc(all, func(x asRow) bool { return x.sees(f.who["rosa"]) && !x.sees(gone) }) {
		t.Fatal("the team had no lead of its own")
	}
	for _, id := range ids(list) {
		if n := slices.IndexFunc(all, func(x asRow) bool { return x.ID == id }); !all[n].sees(gone) {
			t.Errorf("having left the team, she sees lead %d", id)
		}
	}
}
