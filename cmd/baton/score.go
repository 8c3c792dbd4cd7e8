package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"baton/internal/intake"
	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/leakage"
	"baton/internal/scoring/likelihood/trial"
)

type scoreCmd struct {
	Evaluate evaluateCmd `cmd:"" help:"Learn the likelihood from a CSV file of past leads and measure how well it predicts the good ones."`
}

type evaluateCmd struct {
	File     string   `arg:"" help:"CSV file with one lead per row." type:"path"`
	Label    string   `help:"Column with the result of the lead, such as won." required:"" placeholder:"COLUMN"`
	Time     string   `help:"Column with the time of the lead. Without it, the order of the rows is used." placeholder:"COLUMN"`
	Drop     []string `help:"Columns to ignore: ids, and values not known when the lead came in." placeholder:"COLUMN,…"`
	Positive string   `help:"Value of the label for a good result. All other values count as bad." placeholder:"VALUE"`
	Negative string   `help:"Value of the label for a bad result. Rows with another value, such as open leads, are left out." placeholder:"VALUE"`
	JSON     bool     `help:"Print as JSON." name:"json"`
}

// Run learns and tests in the order of time, and prints how it went.
func (c *evaluateCmd) Run(e *env) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	found, err := c.evaluate(f)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(c.File), spelled(err))
	}
	if c.JSON {
		encoder := json.NewEncoder(e.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(found)
	}
	return found.print(e.out)
}

// evaluation is what the command finds.
type evaluation struct {
	Labels    int               `json:"labels"`
	Positives int               `json:"positives"`
	Positive  string            `json:"positive"` // the value of the label that is the good end
	LeftOut   leftOut           `json:"left_out"`
	Fields    []dataset.Field   `json:"fields"`
	Source    string            `json:"source"` // the column that is taken for the source of leads
	Suspects  []leakage.Suspect `json:"suspects,omitempty"`
	trial.Trial
}

// leftOut is how many rows could not be used.
type leftOut struct {
	Unreadable int `json:"unreadable"`
	NoLabel    int `json:"no_label"`
	NoTime     int `json:"no_time"`
	Other      int `json:"other"` // whose label is neither of the two ends that were named
}

func (c *evaluateCmd) evaluate(file io.Reader) (evaluation, error) {
	from, err := intake.Open(file, intake.Reading{})
	if err != nil {
		return evaluation{}, err
	}
	defer from.Close()
	t, err := c.columns(from.Header)
	if err != nil {
		return evaluation{}, err
	}
	if err := t.read(from); err != nil {
		return evaluation{}, err
	}
	found := evaluation{LeftOut: t.left}
	if found.Positive, err = c.positive(t.said); err != nil {
		return evaluation{}, err
	}
	labels, err := t.labels(c, found.Positive, &found.LeftOut)
	if err != nil {
		return evaluation{}, err
	}
	found.Fields, found.Labels, found.Positives = t.fields(), len(labels), dataset.Positives(labels)
	if why := dataset.TooFew(found.Labels, found.Positives); why != "" {
		return evaluation{}, errors.New(why)
	}
	if leaks := leakage.Leaks(found.Fields, labels); len(leaks) > 0 {
		return evaluation{}, refuse(leaks)
	}
	found.Suspects = leakage.Suspects(found.Fields, labels)
	source := trial.Source(found.Fields, labels, t.source)
	if source >= 0 {
		found.Source = found.Fields[source].Name
	}
	found.Trial = trial.Try(found.Fields, labels, source, 0)
	return found, nil
}

// refuse says which columns leak.
func refuse(leaks []leakage.Leak) error {
	var words, names []string
	for _, l := range leaks {
		words = append(words, l.Words())
		names = append(names, l.Field.Name)
	}
	it := "it"
	if len(leaks) > 1 {
		it = "them"
	}
	return fmt.Errorf("%s; leave %s out with --drop %q", strings.Join(words, ", and "), it, strings.Join(names, ","))
}

// positive is the value of the label that is the good end: the one that was named, else the one of two that says so
// itself.
func (c *evaluateCmd) positive(said []string) (string, error) {
	counts := map[string]int{}
	var values []string
	for _, v := range said {
		if v == "" {
			continue
		}
		if counts[strings.ToLower(v)]++; counts[strings.ToLower(v)] == 1 && len(values) < 4 {
			values = append(values, v)
		}
	}
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = fmt.Sprintf("“%.40s”", v)
	}
	switch {
	case len(values) == 0:
		return "", fmt.Errorf("the column %s is empty in every row, so there is nothing to learn", c.Label)
	case len(values) == 1 && (c.Positive == "" || strings.EqualFold(c.Positive, values[0])):
		return "", fmt.Errorf("the column %s has only the value %s; good and bad results are needed", c.Label, quoted[0])
	case c.Positive != "" && counts[strings.ToLower(c.Positive)] == 0:
		return "", fmt.Errorf("the column %s has no value %q; it has %s", c.Label, c.Positive, strings.Join(quoted, ", "))
	case c.Negative != "" && counts[strings.ToLower(c.Negative)] == 0:
		return "", fmt.Errorf("the column %s has no value %q; it has %s", c.Label, c.Negative, strings.Join(quoted, ", "))
	case c.Negative != "" && strings.EqualFold(c.Negative, c.Positive):
		return "", fmt.Errorf("%q cannot be both the good and the bad result in the column %s", c.Negative, c.Label)
	case c.Positive != "":
		return c.Positive, nil
	case len(values) > 2:
		return "", fmt.Errorf("the column %s has more than two values, such as %s; name the good result with --positive",
			c.Label, strings.Join(quoted[:3], ", "))
	}
	var good []string
	for _, v := range values {
		if goodEnds[strings.ToLower(v)] {
			good = append(good, v)
		}
	}
	if len(good) != 1 {
		return "", fmt.Errorf("the column %s has the values %s; name the good result with --positive", c.Label,
			strings.Join(quoted, " and "))
	}
	return good[0], nil
}

// goodEnds are values that say by themselves that a lead was a good one.
var goodEnds = map[string]bool{
	"1": true, "yes": true, "y": true, "true": true, "t": true, "won": true, "accepted": true, "converted": true,
	"closed won": true, "closed - converted": true,
	"positive": true, "qualified": true, "success": true, "customer": true, "ja": true, "sí": true, "oui": true,
	"sim": true,
}
