package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/measure"
	"baton/internal/scoring/likelihood/trial"
)

// contenders are the names of those that guess, as people read them.
var contenders = map[string]string{
	trial.Likelihood: "Baton", trial.BaseRate: "running base rate", trial.SourceRate: "recent rate of the source",
	trial.NaiveBayes: "naive Bayes",
}

func (v evaluation) print(out io.Writer) error {
	fmt.Fprintf(out, "%d leads, %d of them “%s” (%.1f %%). Learned from:", v.Labels, v.Positives, v.Positive,
		100*float64(v.Positives)/float64(v.Labels))
	for i, f := range v.Fields {
		sign := " "
		if i > 0 {
			sign = ", "
		}
		fmt.Fprintf(out, "%s%s (%s)", sign, f.Name, f.Kind)
	}
	fmt.Fprintln(out, ".")
	if left := v.LeftOut; left != (leftOut{}) {
		fmt.Fprintf(out, "Left out: %d rows that cannot be read, %d without a label, %d with another label, "+
			"%d without a time.\n", left.Unreadable, left.NoLabel, left.Other, left.NoTime)
	}
	for _, s := range v.Suspects {
		fmt.Fprintf(out, "%s. If this was not known when the lead came in, the figures are too good. "+
			"Leave it out with --drop %q.\n", s.Words(), s.Field.Name)
	}
	if err := printTest(out, "Each lead predicted, then learned from", v.Sequential); err != nil {
		return err
	}
	return printTest(out, "Learned from the first 70 %, predicted the others", v.Split)
}

func printTest(out io.Writer, heading string, t trial.Test) error {
	fmt.Fprintf(out, "\n%s: %d leads", heading, t.Tested)
	if t.From != nil {
		fmt.Fprintf(out, ", %s to %s", t.From.Format("2 January 2006"), t.To.Format("2 January 2006"))
	}
	if t.Silent > 0 {
		fmt.Fprintf(out, "; the base rate is used in the first %d, before there were %d labels and %d of each kind", t.Silent,
			dataset.LeastLabels, dataset.LeastOfEach)
	}
	fmt.Fprintln(out)
	table := tabwriter.NewWriter(out, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "\tAUC\tAUC in %ds\tlog loss\tBrier\tECE\tby chance\tlift 10 %%\tlift 20 %%\t\n", measure.Window)
	for _, c := range t.Contenders {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", contenders[c.Name],
			decimals(c.AUC, 3), decimals(c.WindowAUC, 3), decimals(c.LogLoss, 4), decimals(c.Brier, 4), decimals(c.ECE, 4),
			decimals(c.ECEChance, 4), decimals(c.Lift10, 2), decimals(c.Lift20, 2))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if len(t.Deciles) == 0 {
		return nil
	}
	table = tabwriter.NewWriter(out, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "tenth of the leads\tpredicted\tactual\t")
	for i, d := range t.Deciles {
		fmt.Fprintf(table, "%d\t%.1f %%\t%.1f %%\t\n", i+1, 100*d.Guessed, 100*d.Happened)
	}
	return table.Flush()
}

// decimals is a figure, – where it has no value.
func decimals(figure *float64, digits int) string {
	if figure == nil {
		return "–"
	}
	return fmt.Sprintf("%.*f", digits, *figure)
}
