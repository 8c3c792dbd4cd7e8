package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/measure"
	"baton/internal/scoring/likelihood/trial"
)

// past is a file of past leads: heading, and one row for each number below n.
func past(heading string, n int, row func(i int) string) string {
	var b strings.Builder
	b.WriteString(heading + "\n")
	for i := range n {
		b.WriteString(row(i) + "\n")
	}
	return b.String()
}

// fair is a lead of a fair, of which half are won, or of the website, of which one in ten is.
func fair(i int) string {
	source, rate := "Fair", 0.5
	if i%2 == 1 {
		source, rate = "Website", 0.1
	}
	won := "no"
	if rand.New(rand.NewPCG(uint64(i), 1)).Float64() < rate {
		won = "yes"
	}
	return fmt.Sprintf("%s,%d,2026-01-%02d,%s", source, i%500, 1+i/20, won)
}

const heading = "source,size,day,won"

// evaluate runs the command on a file with this text.
func evaluate(t *testing.T, text string, flags ...string) (status int, out, errout string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "leads.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var o, e bytes.Buffer
	status = run(context.Background(), append([]string{"score", "evaluate", path}, flags...), &o, &e)
	return status, o.String(), e.String()
}

func TestEvaluateSaysInOneSentenceWhatIsWrong(t *testing.T) {
	leads := past(heading, 400, fair)
	leaky := past(heading+",won_date", 400, func(i int) string {
		date := ""
		if strings.HasSuffix(fair(i), "yes") {
			date = "2026-02-01"
		}
		return fair(i) + "," + date
	})
	for _, c := range []struct {
		name, text string
		flags      []string
		status     int
		says       string
	}{
		{"no label named", leads, nil, 2, "--label"},
		{"a flag that is none", leads, []string{"--label", "won", "--loud"}, 2, "--help"},
		{"an empty file", "", []string{"--label", "won"}, 1, "This file is empty"},
		{"a heading alone", heading, []string{"--label", "won"}, 1, "no rows"},
		{"an Excel workbook", "PK\x03\x04 and more", []string{"--label", "won"}, 1, "workbook"},
		{"no such label", leads, []string{"--label", "bought"}, 1,
			`no column called "bought"; the file has source, size, day, won`},
		{"no such time", leads, []string{"--label", "won", "--time", "when"}, 1, `no column called "when"`},
		{"a time that is none", leads, []string{"--label", "won", "--time", "source"}, 1,
			"column source has no readable time"},
		{"no such column to drop", leads, []string{"--label", "won", "--drop", "size,colour"}, 1,
			`no column called "colour"`},
		{"nothing left", leads, []string{"--label", "won", "--drop", "size,day,source"}, 1, "no columns are left"},
		{"three values", leads, []string{"--label", "day"}, 1, "more than two values"},
		{"two values of which none is good by itself", leads, []string{"--label", "source"}, 1,
			"values “Fair” and “Website”; name the good result with --positive"},
		{"a good end that never comes", leads, []string{"--label", "won", "--positive", "maybe"}, 1, `has no value "maybe"`},
		{"one end only", past(heading, 90, func(int) string { return "Fair,1,2026-01-01,yes" }), []string{"--label", "won"},
			1, "has only the value “yes”"},
		{"a label that says nothing", past(heading, 90, func(int) string { return "Fair,1,2026-01-01," }),
			[]string{"--label", "won"}, 1, "is empty in every row"},
		{"too few rows", past(heading, 49, fair), []string{"--label", "won"}, 1, "needs 50 labels, and there are 49"},
		{"too few of one end", past(heading, 400, func(i int) string { return fmt.Sprintf("Fair,1,2026-01-01,%v", i < 9) }),
			[]string{"--label", "won"}, 1, "9 of 400 are positive"},
		{"a column of no numbers where a label is positive", strings.ReplaceAll(leaky, ",\n", ",NaN\n"),
			[]string{"--label", "won"}, 1, "won_date is filled in almost only where the label is positive"},
		{"two labels", past("won,source,won", 90, func(i int) string { return fmt.Sprintf("yes,Fair,%d", i%2) }),
			[]string{"--label", "won"}, 1, `2 columns called "won"`},
		{"a quotation mark that is not closed", strings.Replace(leads, "\nFair,60,", "\n\"Fair,60,", 1),
			[]string{"--label", "won"}, 1, "line 62 opens a quotation mark that is not closed"},
		{"a bad end that never comes", leads, []string{"--label", "won", "--positive", "yes", "--negative", "maybe"}, 1,
			`has no value "maybe"`},
		{"one value for both ends", leads, []string{"--label", "won", "--positive", "yes", "--negative", "Yes"}, 1,
			"cannot be both the good and the bad result"},
		{"a column that was written afterwards", leaky, []string{"--label", "won"}, 1,
			`won_date is filled in almost only where the label is positive (AUC 1.00), so it was filled in afterwards; ` +
				`leave it out with --drop "won_date"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, out, errout := evaluate(t, c.text, c.flags...)
			if status != c.status || !strings.Contains(errout, c.says) {
				t.Errorf("status %d, want %d with %q:\n%s%s", status, c.status, c.says, out, errout)
			}
			if c.status == 1 && strings.Count(strings.TrimSpace(errout), "\n") > 0 {
				t.Errorf("more than a sentence:\n%s", errout)
			}
		})
	}
	if status, _, errout := evaluate(t, leaky, "--label", "won", "--drop", "won_date"); status != 0 {
		t.Errorf("without the column that leaks: %s", errout)
	}
	if status := run(context.Background(), []string{"score", "evaluate", "/nowhere.csv", "--label", "won"},
		&bytes.Buffer{}, &bytes.Buffer{}); status != 1 {
		t.Errorf("a file that is not there: status %d", status)
	}
}

// found is what the command prints as JSON.
type found struct {
	Labels     int        `json:"labels"`
	Positives  int        `json:"positives"`
	Positive   string     `json:"positive"`
	Source     string     `json:"source"`
	LeftOut    leftOut    `json:"left_out"`
	Sequential trial.Test `json:"sequential"`
	Split      trial.Test `json:"split"`
}

func evaluated(t *testing.T, text string, flags ...string) found {
	t.Helper()
	status, out, errout := evaluate(t, text, append(flags, "--json")...)
	if status != 0 {
		t.Fatal(errout)
	}
	var f found
	if err := json.Unmarshal([]byte(out), &f); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	return f
}

func TestEvaluateTellsGoodLeadsFromBad(t *testing.T) {
	leads := past(heading, 600, fair)
	f := evaluated(t, leads, "--label", "WON", "--time", "day")
	if f.Labels != 600 || f.Positive != "yes" || f.Source != "source" {
		t.Errorf("%+v", f)
	}
	model := f.Sequential.Of(trial.Likelihood)
	if *model.AUC < 0.7 || *model.Lift20 < 1.4 || f.Split.Tested != 180 || *f.Split.Of(trial.Likelihood).AUC < 0.7 {
		t.Errorf("sequential %+v, split %+v", f.Sequential, f.Split)
	}
	bad := evaluated(t, leads, "--label", "won", "--positive", "no")
	if bad.Positives != 600-f.Positives || bad.Sequential.From != nil {
		t.Errorf("turned around: %+v", bad)
	}
	same := strings.NewReplacer(",", ";").Replace(leads)
	if g := evaluated(t, same, "--label", "won", "--time", "day"); *g.Sequential.Of(trial.Likelihood).AUC != *model.AUC {
		t.Error("with semicolons it is another file")
	}
	_, out, _ := evaluate(t, leads, "--label", "won", "--time", "day")
	for _, want := range []string{fmt.Sprintf("600 leads, %d of them “yes”", f.Positives),
		"source (category), size (number)", "AUC in 500s", "naive Bayes", "running base rate", "recent rate of the source",
		"tenth of the leads"} {
		if !strings.Contains(out, want) {
			t.Errorf("the table lacks %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "NaN") {
		t.Error(out)
	}
}

func TestEvaluateLeavesOutWhatIsNeitherEnd(t *testing.T) {
	leads := past("won,Won,source,size,source", 600, func(i int) string {
		stage := map[bool]string{true: "Won", false: "Lost"}[strings.HasSuffix(fair(i), "yes")]
		if i%3 == 0 {
			stage = "Engaging"
		}
		return "x," + stage + "," + strings.Split(fair(i), ",")[0] + "," + strconv.Itoa(i%7) + "," + stage
	})
	f := evaluated(t, leads, "--label", "Won", "--drop", "source,won", "--positive", "Won", "--negative", "lost")
	if f.Labels != 400 || f.LeftOut != (leftOut{Other: 200}) {
		t.Errorf("%d labels, left out %+v", f.Labels, f.LeftOut)
	}
	if all := evaluated(t, leads, "--label", "Won", "--drop", "source,won", "--positive", "Won"); all.Labels != 600 ||
		all.Positives != f.Positives {
		t.Errorf("with every other as the bad end there are %d labels", all.Labels)
	}
}

func TestEvaluateWarnsOfAColumnThatTellsTheLabelByItself(t *testing.T) {
	leads := past(heading+",value", 400, func(i int) string {
		value := 0
		if strings.HasSuffix(fair(i), "yes") {
			value = 1000 + i
		}
		return fmt.Sprintf("%s,%d", fair(i), value)
	})
	_, out, _ := evaluate(t, leads, "--label", "won")
	if !strings.Contains(out, `value alone predicts the label (AUC 1.00)`) || strings.Contains(out, "size alone") {
		t.Error(out)
	}
}

func TestEvaluateTakesWhatFilesHoldAndNeverAnswersNaN(t *testing.T) {
	odd := []string{"", "NaN", "Inf", "-1e999", "n/a", "12", "1,5", "x"}
	leads := past("id,same,odd,when,empty,won", 300, func(i int) string {
		label := strconv.Itoa(i / 3 % 2)
		switch {
		case i%50 == 7:
			label = ""
		case i%50 == 8:
			return `"a quotation mark","too many",1,2,3,4,5,6`
		}
		when := fmt.Sprintf("%d/1/2026", 13+i/30)
		if i%50 == 9 {
			when = "soon"
		}
		return fmt.Sprintf("%032x,one,%q,%s,,%s", i*7919, odd[i%len(odd)], when, label)
	})
	f := evaluated(t, leads, "--label", "won", "--time", "when")
	if f.LeftOut != (leftOut{Unreadable: 6, NoLabel: 6, NoTime: 6}) || f.Labels != 282 {
		t.Errorf("left out %+v of %d", f.LeftOut, f.Labels)
	}
}

func FuzzEvaluateNeverFails(f *testing.F) {
	f.Add(past(heading, 120, fair), "won", "day")
	f.Add("a;b\n1;yes\n2;no\n", "b", "")
	f.Add("\xff\xfea\x00,\x00b\x00", "a", "b")
	f.Add(past("x,won", 60, func(i int) string { return fmt.Sprintf("1e%d,%d", i*20, i%2) }), "won", "")
	f.Fuzz(func(t *testing.T, text, label, time string) {
		c := evaluateCmd{Label: label, Time: time}
		v, err := c.evaluate(strings.NewReader(text))
		if err != nil {
			return
		}
		out, err := json.Marshal(v)
		if err != nil || bytes.Contains(out, []byte("NaN")) {
			t.Fatalf("%v: %s", err, out)
		}
		if err := v.print(&bytes.Buffer{}); err != nil {
			t.Fatal(err)
		}
	})
}

// data is a file of the data sets, which are not part of the project.
func data(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../../shared/data", name))
	if err != nil {
		t.Skipf("the data set %s is not beside the project, in ../shared/data", name)
	}
	return string(text)
}

// records are the rows of a data set by the names of its columns.
func records(t *testing.T, name string) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(data(t, name))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := make([]map[string]string, 0, len(rows))
	for _, row := range rows[1:] {
		record := map[string]string{}
		for i, h := range rows[0] {
			record[h] = row[i]
		}
		all = append(all, record)
	}
	return all
}

func written(rows [][]string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.WriteAll(rows)
	return b.String()
}

func TestOlistWouldHaveBeenKnown(t *testing.T) {
	won := map[string]string{}
	for _, r := range records(t, "olist/olist_closed_deals_dataset.csv") {
		won[r["mql_id"]] = r["won_date"]
	}
	rows := [][]string{{"mql_id", "first_contact_date", "landing_page_id", "origin", "won_date", "won"}}
	for _, r := range records(t, "olist/olist_marketing_qualified_leads_dataset.csv") {
		date := won[r["mql_id"]]
		rows = append(rows, []string{r["mql_id"], r["first_contact_date"], r["landing_page_id"], r["origin"], date,
			strconv.FormatBool(date != "")})
	}
	text := written(rows)
	if status, _, errout := evaluate(t, text, "--label", "won", "--time", "first_contact_date", "--drop",
		"mql_id"); status != 1 || !strings.Contains(errout, "won_date") {
		t.Errorf("the day on which it was won may be learned from: %s", errout)
	}
	f := evaluated(t, text, "--label", "won", "--time", "first_contact_date", "--drop", "mql_id,won_date")
	told(t, "one by one", f.Sequential)
	told(t, "the last 30 %", f.Split)
	model, late := f.Sequential.Of(trial.Likelihood), f.Split.Of(trial.Likelihood)
	if *model.AUC < 0.69 || *model.ECE > 0.03 {
		t.Errorf("one by one: AUC %.4f, at least 0.69; ECE %.4f, at most 0.03", *model.AUC, *model.ECE)
	}
	if *late.AUC < 0.68 || *late.ECE > 0.03 {
		t.Errorf("on the last 30 %%: AUC %.4f, at least 0.68; ECE %.4f, at most 0.03", *late.AUC, *late.ECE)
	}
	if f.Source != "origin" {
		t.Errorf("the source is taken to be %q", f.Source)
	}
}

// What became of a lead is known when it is won, and else 1,000 leads later. A lead counts as one hour.
func TestOlistWouldHaveBeenKnownWhileLeadsAreOpen(t *testing.T) {
	won := map[string]string{}
	for _, r := range records(t, "olist/olist_closed_deals_dataset.csv") {
		won[r["mql_id"]] = r["won_date"]
	}
	leads := records(t, "olist/olist_marketing_qualified_leads_dataset.csv")
	slices.SortStableFunc(leads, func(a, b map[string]string) int {
		return strings.Compare(a["first_contact_date"], b["first_contact_date"])
	})
	const open = 1000 * time.Hour
	began := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	labels := make([]dataset.Label, len(leads))
	for i, r := range leads {
		l := dataset.Label{Lead: dataset.Lead{Facts: []string{r["landing_page_id"], r["origin"]}},
			At: began.Add(time.Duration(i) * time.Hour)}
		l.Known = l.At.Add(open)
		if day := won[r["mql_id"]]; day != "" {
			l.Positive = true
			later, _ := slices.BinarySearchFunc(leads[i:], day, func(r map[string]string, day string) int {
				return cmp.Or(strings.Compare(r["first_contact_date"], day), -1)
			})
			l.Known = l.At.Add(min(open, time.Duration(later)*time.Hour))
		}
		labels[i] = l
	}
	fields := []dataset.Field{{Name: "landing_page_id", Kind: dataset.Category}, {Name: "origin", Kind: dataset.Category}}
	measure := func(within time.Duration) (model, base measure.Measures) {
		r := trial.Rehearse(fields, labels, 1, within)
		return measure.Measure(r.Guesses[trial.Likelihood], measure.Window),
			measure.Measure(r.Guesses[trial.BaseRate], measure.Window)
	}
	model, base := measure(open)
	if *model.AUC < 0.65 || *model.LogLoss >= *base.LogLoss {
		t.Errorf("AUC %.4f, at least 0.65; log loss %.4f, and %.4f of the base rate", *model.AUC, *model.LogLoss,
			*base.LogLoss)
	}
	for i := range labels {
		labels[i].Known = labels[i].At.Add(open)
	}
	if waits, _ := measure(0); *waits.AUC > *model.AUC-0.05 {
		t.Errorf("who waits for each end has an AUC of %.4f, and %.4f who does not", *waits.AUC, *model.AUC)
	}
}

func TestTheBankWouldHaveBeenKnown(t *testing.T) {
	f := evaluated(t, data(t, "bank/bank-additional-full.csv"), "--label", "y", "--drop", "duration")
	told(t, "one by one", f.Sequential)
	if model := f.Sequential.Of(trial.Likelihood); *model.WindowAUC < 0.54 || *model.LogLoss > 0.28 || *model.ECE > 0.012 {
		t.Errorf("AUC within windows %.4f, at least 0.54; log loss %.4f, at most 0.28; ECE %.4f, at most 0.012",
			*model.WindowAUC, *model.LogLoss, *model.ECE)
	}
}

func TestNothingIsFoundWhereNothingIs(t *testing.T) {
	accounts := map[string]map[string]string{}
	for _, r := range records(t, "maven/accounts.csv") {
		accounts[r["account"]] = r
	}
	rows := [][]string{{"sales_agent", "product", "account", "sector", "revenue", "employees", "engage_date",
		"deal_stage"}}
	for _, r := range records(t, "maven/sales_pipeline.csv") {
		if r["deal_stage"] == "Won" || r["deal_stage"] == "Lost" {
			a := accounts[r["account"]]
			rows = append(rows, []string{r["sales_agent"], r["product"], r["account"], a["sector"], a["revenue"], a["employees"],
				r["engage_date"], r["deal_stage"]})
		}
	}
	f := evaluated(t, written(rows), "--label", "deal_stage", "--time", "engage_date")
	told(t, "one by one", f.Sequential)
	told(t, "the last 30 %", f.Split)
	for _, test := range []trial.Test{f.Sequential, f.Split} {
		model := test.Of(trial.Likelihood)
		for _, auc := range []float64{*model.AUC, *model.WindowAUC} {
			if auc < 0.45 || auc > 0.55 {
				t.Errorf("AUC %.4f, between 0.45 and 0.55", auc)
			}
		}
	}
}

// told logs how a test went.
func told(t *testing.T, name string, test trial.Test) {
	t.Helper()
	var b strings.Builder
	if err := printTest(&b, name, test); err != nil {
		t.Fatal(err)
	}
	t.Log(b.String())
}
