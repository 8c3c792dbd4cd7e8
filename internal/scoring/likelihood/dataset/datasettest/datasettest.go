// Package datasettest invents labels for tests of everything that learns from them. The same seed gives the same
// labels.
package datasettest

import (
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/logodds"
)

// Began is when the first lead of all was handed over.
var Began = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// Fields are the fields of Invented.
var Fields = []dataset.Field{
	{Name: "source", Words: "Source", Kind: dataset.Category},
	{Name: "company_size", Words: "Company size", Kind: dataset.Number},
	{Name: "created", Words: "Captured", Kind: dataset.Date}, {Name: "note", Words: "Note", Kind: dataset.Note},
}

// Invented are labels that depend on the source, the size and a word, linearly in the log-odds.
func Invented(n int, seed uint64) []dataset.Label {
	random := rand.New(rand.NewPCG(seed, 1))
	sources := []string{"Webinar", "Fair", "Website", "Referral", ""}
	say := []string{"wants a demo", "asked for prices and a demo", "no budget this year", "just curious", ""}
	labels := make([]dataset.Label, n)
	for i := range labels {
		source, said, size := random.IntN(len(sources)), random.IntN(len(say)), math.Exp(random.Float64()*8)
		odds := []float64{-1, -0.3, 0, 1.2, -0.5}[source] + []float64{0.7, 1, -1, -0.4, 0}[said] + (math.Log(size)-4)/4
		at := Began.Add(time.Duration(i) * 7 * time.Hour)
		facts := []string{sources[source], strconv.Itoa(int(size)), at.Format(time.RFC3339), say[said]}
		if random.IntN(10) == 0 {
			facts[1] = ""
		}
		lead := dataset.Lead{Facts: facts, Rules: random.NormFloat64()}
		labels[i] = dataset.Label{Lead: lead, Positive: random.Float64() < logodds.Probability(odds), At: at}
	}
	return labels
}

// EventFields are the fields of EventLike.
var EventFields = []dataset.Field{
	{Name: "source", Words: "Source", Kind: dataset.Category},
	{Name: "industry", Words: "Industry", Kind: dataset.Category},
	{Name: "country", Kind: dataset.Category}, {Name: "company_size", Words: "Company size", Kind: dataset.Number},
	{Name: "touches", Kind: dataset.Number}, {Name: "job_title", Kind: dataset.Note},
}

// EventLike are labels as a company has them: a base rate that drifts, sources of which one comes only for a time,
// missing values, and a rule score that is half right. together is how much better a large company is when it comes
// from a fair, and how much worse when it comes from the website, in log-odds: no sum of fields can express that.
func EventLike(n int, together float64, seed uint64) []dataset.Label {
	random := rand.New(rand.NewPCG(seed, 21))
	sources := []string{"Fair", "Website", "Webinar", "Referral", "Campaign"}
	titles := []string{"Head of marketing", "Student", "Managing director", "Sales manager", "Intern", ""}
	labels := make([]dataset.Label, n)
	for i := range labels {
		source, industry, country, title := random.IntN(4), random.IntN(6), random.IntN(12), random.IntN(len(titles))
		if i/200%3 == 1 && random.IntN(2) == 0 {
			source = 4
		}
		size, touches := math.Exp(random.Float64()*8), random.IntN(9)
		large := math.Log(size) > 4
		odds := -0.9 + 0.5*math.Sin(float64(i)/400) + []float64{0.2, -0.3, 0, 0.9, -0.7}[source] +
			[]float64{0.6, 0.3, 0, 0, -0.3, -0.6}[industry] + []float64{0.4, -1, 0.6, 0.2, -0.8, 0}[title] + float64(touches)/10
		if source < 2 && large == (source == 0) {
			odds += together
		} else if source < 2 {
			odds -= together
		}
		facts := []string{
			sources[source], "industry " + strconv.Itoa(industry), "country " + strconv.Itoa(country),
			strconv.Itoa(int(size)), strconv.Itoa(touches), titles[title],
		}
		for field := range 5 {
			if random.IntN(12) == 0 {
				facts[field] = ""
			}
		}
		lead := dataset.Lead{Facts: facts, Rules: odds/2 + random.NormFloat64()/2}
		positive := random.Float64() < logodds.Probability(odds+random.NormFloat64()/2)
		labels[i] = dataset.Label{Lead: lead, Positive: positive, At: Began.Add(time.Duration(i) * 3 * time.Hour)}
	}
	return labels
}

// Day is 24 hours.
const Day = 24 * time.Hour

// Season is how long a lead of Sold may be open.
const Season = 180 * Day

// SoldFields are the fields of Sold.
var SoldFields = []dataset.Field{
	{Name: "source", Words: "Source", Kind: dataset.Category}, {Name: "other", Kind: dataset.Category},
}

// Sold are leads, six a day, that are won or lost some time after they were handed over, or stay open for a season. A
// third of the leads from fairs is won, and one in twenty from the website. Half of the won leads are won within 30
// days, half of the lost ones are lost within 60.
func Sold(n int, seed uint64) []dataset.Label {
	random := rand.New(rand.NewPCG(seed, 11))
	labels := make([]dataset.Label, n)
	for i := range labels {
		at := Began.Add(time.Duration(i) * 4 * time.Hour)
		facts := []string{[]string{"Fair", "Website"}[random.IntN(2)], []string{"a", "b", "c"}[random.IntN(3)]}
		l := dataset.Label{Lead: dataset.Lead{Facts: facts}, At: at, Known: at.Add(Season)}
		rate, half := 0.33, 60.0
		if l.Facts[0] == "Website" {
			rate = 0.05
		}
		if random.Float64() < rate {
			l.Positive, half = true, 30
		}
		took := time.Duration(half / math.Ln2 * random.ExpFloat64() * float64(Day))
		switch {
		case took < Season && (l.Positive || random.IntN(3) > 0):
			l.Known = at.Add(took)
		case l.Positive:
			l.Known = at.Add(Season / 2)
		}
		labels[i] = l
	}
	return labels
}

// Noisy are labels with 21 fields of so many values each. The first field decides the label for a share of the labels;
// the others tell nothing.
func Noisy(n, values int, tells float64) (Fields []dataset.Field, labels []dataset.Label) {
	random := rand.New(rand.NewPCG(3, 4))
	for i := range 21 {
		Fields = append(Fields, dataset.Field{Name: "f" + strconv.Itoa(i), Kind: dataset.Category})
	}
	for i := range n {
		l := dataset.Label{At: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Hour)}
		for range Fields {
			l.Facts = append(l.Facts, strconv.Itoa(random.IntN(values)))
		}
		l.Positive = random.Float64() < 0.5
		if random.Float64() < tells {
			l.Positive = l.Facts[0] < "3"
		}
		labels = append(labels, l)
	}
	return Fields, labels
}
