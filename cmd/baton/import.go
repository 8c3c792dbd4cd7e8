package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/intake"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/postgres"
	"baton/internal/sheet"
)

type importCmd struct {
	Files     []string `arg:"" name:"file" help:"CSV files or Excel workbooks (.xlsx); for the profile olist, both of its files or their folder." type:"path"`
	Profile   string   `help:"Format of the files: csv or olist." default:"csv" enum:"csv,olist"`
	Map       string   `help:"JSON file that maps columns to fields, such as {\"Firm\": \"company\"}." type:"existingfile" placeholder:"FILE"`
	Guess     bool     `help:"Guess the fields of the columns, even if others were chosen for an earlier file with the same heading."`
	DryRun    bool     `help:"Read and match the files without writing anything." name:"dry-run"`
	Encoding  string   `help:"Encoding of the files, such as windows-1250 or shift_jis, if it is detected wrongly." placeholder:"NAME"`
	Delimiter string   `help:"Delimiter of the files: one character, or tab." placeholder:"SIGN"`
	Heading   string   `help:"Line of the heading, from 1, or none." placeholder:"LINE"`
	Dates     string   `help:"Order of day and month in dates such as 3/4/2026: day-first or month-first." enum:",day-first,month-first" default:"" placeholder:"ORDER"`
	Zone      string   `help:"Time zone of times without one, if not that of the company, such as Europe/Berlin." placeholder:"NAME"`
	Decimals  string   `help:"Sign before the decimals of numbers: point or comma." enum:",point,comma" default:"" placeholder:"SIGN"`
	Sheet     string   `help:"Sheet of a workbook, if not the first one with rows." placeholder:"NAME"`
	Known     string   `help:"What a row does to a known lead: fill what it lacks, overwrite what it has, only touch it, or skip the row." enum:"fill,overwrite,touch,skip" default:"fill" placeholder:"POLICY"`
	Refused   string   `help:"New CSV file for the rows that are refused, with the reason in a last column." type:"path" placeholder:"FILE"`
	Source    string   `help:"Source of leads without a source. The IDs in a file are unique within its source." placeholder:"NAME"`
	Campaign  string   `help:"Campaign of leads without a campaign." placeholder:"NAME"`
	Country   string   `help:"Country of leads without a country, as a two-letter code. It is also used to read phone numbers." placeholder:"CODE"`
	Team      string   `help:"Marketing team that gets the leads. Required if there are several." placeholder:"NAME"`
	JSON      bool     `help:"Print the result as JSON, one file per line." name:"json"`
}

// Run imports the files, one after the other.
func (c *importCmd) Run(e *env) error {
	if err := c.check(); err != nil {
		return err
	}
	db, done, err := e.migrated()
	if err != nil {
		return err
	}
	defer done()
	policy, err := db.Policy(e.ctx)
	if err != nil {
		return err
	}
	run := importRun{importCmd: c, e: e, db: db, policy: policy, zone: policy.Zone,
		at: time.Now().UTC().Truncate(time.Second)}
	if run.team, err = c.team(e.ctx, db); err != nil {
		return err
	}
	if c.Profile == "olist" {
		return run.olist()
	}
	for _, path := range c.Files {
		if err := run.file(path); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), spelled(err))
		}
	}
	return nil
}

// team is the marketing team that was named, or the only one.
func (c *importCmd) team(ctx context.Context, db *postgres.DB) (account.TeamID, error) {
	policy, err := db.Policy(ctx)
	if err != nil {
		return 0, err
	}
	var teams []account.Team
	for _, t := range policy.Teams {
		if t.Side != account.Marketing || t.Retired {
			continue
		}
		if strings.EqualFold(t.Name, c.Team) {
			return t.ID, nil
		}
		teams = append(teams, t.Team)
	}
	switch {
	case c.Team != "":
		return 0, fmt.Errorf("there is no marketing team called %q", c.Team)
	case len(teams) == 1:
		return teams[0].ID, nil
	}
	return 0, nil
}

// spelled is an error in the words that it has for people.
func spelled(err error) error {
	var problems errs.Problems
	if words := errs.Words(err); words != "" && !errors.As(err, &problems) {
		return errors.New(words)
	}
	return err
}

// importRun is one call of the command.
type importRun struct {
	*importCmd
	e      *env
	db     *postgres.DB
	policy *policy.Policy
	zone   *time.Location
	at     time.Time
	team   account.TeamID
}

func (r *importRun) file(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	size, err := io.Copy(sum, f)
	if err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	how, err := r.reading()
	if err != nil {
		return err
	}
	known := lead.OnKnown(strings.TrimPrefix(r.Known, "fill"))
	table, mapping, err := r.open(f, how)
	if err != nil {
		return err
	}
	defer table.Close()
	if err := r.remember(table, mapping); err != nil {
		return err
	}
	rows := table.Enquiries(mapping,
		intake.Defaults{Source: r.Source, Campaign: r.Campaign, Country: strings.ToUpper(r.Country),
			TeamCountry: r.policy.Team(r.team).Country, At: r.at, Zone: r.zone})
	o := intake.Run{
		Name: filepath.Base(path), Bytes: size, DryRun: r.DryRun, Known: known, Heading: table.Header,
		Key: intake.RunKey(fmt.Sprintf("%x", sum.Sum(nil)), mapping, how, known, r.Source, r.Campaign, r.Country),
		At:  r.at, Team: r.team,
	}
	result, err := r.db.Import(r.e.ctx, account.System, rows, o, r.progress())
	if err != nil {
		return err
	}
	if err := r.writeRefused(table.Header, result); err != nil {
		return err
	}
	return r.print(o.Name, result)
}

// reading is how the flags say that the files are read.
func (c *importCmd) reading() (intake.Reading, error) {
	how := intake.Reading{
		Layout: sheet.Layout{Encoding: c.Encoding, Delimiter: c.Delimiter, Sheet: c.Sheet},
		Dates:  intake.Dates(c.Dates), Zone: c.Zone, Decimals: intake.Decimals(c.Decimals),
	}
	if c.Delimiter == "tab" {
		how.Delimiter = "\t"
	}
	switch line, err := strconv.Atoi(c.Heading); {
	case c.Heading == "none":
		how.Heading = sheet.NoHeading
	case c.Heading != "" && (err != nil || line < 1):
		return how, fmt.Errorf("--heading is the number of a line, from 1, or none, and not %q", c.Heading)
	default:
		how.Heading = line
	}
	return how, spelled(how.Check())
}

// writeRefused writes the refused rows to the file of the flag, which is new.
func (r *importRun) writeRefused(heading []string, result intake.Result) error {
	if r.Refused == "" || result.Import == 0 {
		return nil
	}
	f, err := os.OpenFile(r.Refused, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("the rows are imported, but the refused ones are not written: %w", err)
	}
	return errors.Join(intake.WriteRefused(f, heading, r.db.RefusedRows(r.e.ctx, account.System, result.Import)),
		f.Close())
}

// check refuses flags that do not go together.
func (c *importCmd) check() error {
	switch {
	case c.Refused == "":
		return nil
	case c.DryRun:
		return errors.New("--refused needs an import; a dry run keeps no rows")
	case len(c.Files) > 1:
		return errors.New("--refused takes the rows of one file; import the files one by one")
	}
	if _, err := os.Lstat(c.Refused); err == nil {
		return fmt.Errorf("%s is there already; name a new file for --refused", c.Refused)
	}
	return nil
}

// open opens a file to read it as how says, and its dates as the whole column says. It refuses dates that leave two
// readings if nothing decides between them.
func (r *importRun) open(f *os.File, how intake.Reading) (*intake.Sheet, intake.Mapping, error) {
	table, err := intake.Open(f, how)
	if err != nil {
		return nil, nil, err
	}
	mapping, err := r.mapping(table)
	if err != nil {
		return nil, nil, errors.Join(err, table.Close())
	}
	orders, err := table.DateOrders(mapping)
	if err = errors.Join(err, table.Close()); err != nil {
		return nil, nil, err
	}
	settled := how.Settled(orders, r.policy.Team(r.team).Country)
	if orders.Ask() && settled.Dates == "" {
		day, month := orders.Read(how.ZoneOr(r.zone))
		return nil, nil, fmt.Errorf("the dates of this file, such as %s, can be read in two ways: %s or %s; "+
			"add --dates day-first or --dates month-first", orders.Example, day.Format("2 January 2006"),
			month.Format("2 January 2006"))
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, nil, err
	}
	if table, err = intake.Open(f, how); err != nil {
		return nil, nil, err
	}
	table.How = settled
	return table, mapping, nil
}

// mapping is what the columns become: what the flag says, what was chosen for the last file with this heading, or what
// is guessed.
func (r *importRun) mapping(table *intake.Sheet) (intake.Mapping, error) {
	if r.Map == "" && !r.Guess {
		remembered, err := r.db.Remembered(r.e.ctx, table.HeadingKey())
		if err != nil {
			return nil, err
		}
		if m, fits := table.Recall(remembered); fits {
			fmt.Fprintln(r.e.errout, "The fields are those of the last file with these columns; --guess guesses them instead.")
			return m, nil
		}
	}
	if r.Map == "" {
		m := table.Guess()
		return m, m.Check()
	}
	text, err := os.ReadFile(r.Map)
	if err != nil {
		return nil, err
	}
	return intake.ParseMapping(text, table.Header)
}

// remember keeps a mapping that was given for the next file with the same heading.
func (r *importRun) remember(table *intake.Sheet, m intake.Mapping) error {
	switch {
	case r.DryRun || r.Map == "" && !r.Guess:
		return nil
	case !table.IsCorrected(m):
		m = nil
	}
	return r.db.Remember(r.e.ctx, account.System, table.HeadingKey(), m, r.at)
}

func (r *importRun) olist() error {
	paths, err := olistFiles(r.Files)
	if err != nil {
		return err
	}
	one, err := os.Open(paths[0])
	if err != nil {
		return err
	}
	defer one.Close()
	other, err := os.Open(paths[1])
	if err != nil {
		return err
	}
	defer other.Close()
	files, err := intake.OpenOlist(one, other, r.zone)
	if err != nil {
		return spelled(err)
	}
	defer files.Close()
	o := intake.Run{Name: "olist", Key: "olist", DryRun: r.DryRun, At: r.at, Team: r.team}
	result, err := r.db.ImportOlist(r.e.ctx, account.System, files, o)
	if err != nil {
		return err
	}
	return r.print(o.Name, result)
}

// olistFiles are the two files that were named, or those of the folder.
func olistFiles(named []string) ([]string, error) {
	if info, err := os.Stat(named[0]); len(named) == 1 && err == nil && info.IsDir() {
		inside, err := filepath.Glob(filepath.Join(named[0], "*.csv"))
		if err != nil {
			return nil, err
		}
		named = inside
	}
	if len(named) != 2 {
		return nil, errors.New(
			"the profile olist needs two files, of qualified leads and of closed deals, or a folder with only these",
		)
	}
	return slices.Sorted(slices.Values(named)), nil
}

// progress says on a terminal how far an import is.
func (r *importRun) progress() func(intake.Result) {
	f, ok := r.e.errout.(*os.File)
	if !ok {
		return nil
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return func(now intake.Result) { fmt.Fprintf(f, "\r%d rows, %d new leads …", now.Rows, now.Added) }
}

// shown is how many problems are printed; all that are kept are on the page of the import.
const shown = 20

func (r *importRun) print(name string, result intake.Result) error {
	if r.JSON {
		return json.NewEncoder(r.e.out).Encode(map[string]any{
			"file": name, "import": result.Import, "dry_run": r.DryRun, "rows": result.Rows, "added": result.Added,
			"completed": result.Completed, "touched": result.Touched, "skipped": result.Skipped,
			"refused": result.Refused, "again": result.Again, "problems": result.Problems,
		})
	}
	if r.progress() != nil {
		fmt.Fprintln(r.e.errout)
	}
	for i, p := range result.Problems {
		if i == shown {
			fmt.Fprintf(r.e.errout, "and %d more; list them with --json\n", len(result.Problems)-shown)
			break
		}
		fmt.Fprintf(r.e.errout, "line %d: %s %s\n", p.Line, strings.TrimSpace(p.Field+" "+p.Value), p.Sentence())
	}
	state := ""
	if r.DryRun {
		state = " (a dry run: nothing was written)"
	}
	_, err := fmt.Fprintf(r.e.out, "%s: %d rows: %d new leads, %d known leads completed, %d touches of known leads, "+
		"%d skipped, %d refused, %d done before%s\n", name, result.Rows, result.Added, result.Completed, result.Touched,
		result.Skipped, result.Refused, result.Again, state)
	return err
}
