package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"baton/internal/scoring/likelihood"
	"baton/internal/scoring/likelihood/dataset"
)

// likelihood measures how fast the model learns and guesses, with fields as leads have them.
func (b *bench) likelihood() error {
	const n = 100_000
	fields := []dataset.Field{
		{Name: "source", Kind: dataset.Category}, {Name: "campaign", Kind: dataset.Category},
		{Name: "industry", Kind: dataset.Category},
		{Name: "country", Kind: dataset.Category}, {Name: "job_title", Kind: dataset.Category},
		{Name: "company_size", Kind: dataset.Number},
		{Name: "created_at", Kind: dataset.Date}, {Name: "note", Kind: dataset.Note},
	}
	random := rand.New(rand.NewPCG(1, 1))
	words := func() (note string) {
		for range random.IntN(30) {
			note += " word" + strconv.Itoa(int(random.ExpFloat64()*200))
		}
		return note
	}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	labels := make([]dataset.Label, n)
	for i := range labels {
		l := &labels[i]
		l.At = at.Add(time.Duration(i) * time.Minute)
		for _, different := range []int{8, 300, 25, 60, 2000} {
			l.Facts = append(l.Facts, strconv.Itoa(random.IntN(different)))
		}
		l.Facts = append(l.Facts, strconv.Itoa(random.IntN(5000)), l.At.Format(time.RFC3339), words())
		l.Rules = random.NormFloat64()
		l.Positive = random.Float64() < 0.2+0.05*float64(l.Facts[0][0]-'0')
	}
	began := time.Now()
	model := likelihood.Fit(fields, labels)
	b.add("refit of the likelihood on 100,000 labels", fmt.Sprintf("%.1f s", time.Since(began).Seconds()), "",
		"under 10 s")
	began = time.Now()
	for _, l := range labels {
		model.Explain(l.Lead)
	}
	b.add("likelihood of one lead, with its arithmetic", fmt.Sprintf("%.1f µs", time.Since(began).Seconds()*1e6/n), "",
		"under 20 µs")
	began = time.Now()
	for _, l := range labels {
		model.Update(l)
	}
	b.add("learning from one verdict", fmt.Sprintf("%.1f µs", time.Since(began).Seconds()*1e6/n), "", "under 50 µs")
	return nil
}
