// Package jobs does the work that nobody waits for: reminders, the folding of reports, leads that come back, automatic
// handover, mails, learning and clean-up. Any number of nodes may run it at once; River makes sure that each job runs
// on one of them.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"

	"baton/internal/errs"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

// Store is what the jobs need of the database.
type Store interface {
	// Fold adds gathered changes to the reports, a bounded number, and returns how many there were.
	Fold(ctx context.Context) (int, error)
	// Rested are recycled leads whose day has come, the earliest first, a bounded number.
	Rested(ctx context.Context, at time.Time) ([]lead.ID, error)
	// Refit learns again how probable it is that a lead is accepted, and won, where that is due.
	Refit(ctx context.Context, at time.Time) error
	// Tidy deletes what is too old to be needed, and makes partitions for the events of the next months.
	Tidy(ctx context.Context, at time.Time) error
	// LearnOutlooks learns the forecasts of goals from everything up to a time.
	LearnOutlooks(ctx context.Context, at time.Time) error
}

const (
	remindEvery = 15 * time.Second
	foldEvery   = 3 * time.Second
	backEvery   = time.Minute
	tidyEvery   = time.Hour
	// learnEvery is how often it is checked whether there is something to learn, which is at night, or as soon as there
	// is enough.
	learnEvery = 10 * time.Minute
	// learnWithin is how long learning may take. It is less than rescueAfter, so that no other node begins the same job.
	learnWithin = 4 * time.Minute
	// outlookEvery is how old forecasts get.
	outlookEvery = time.Hour
	// readyEvery is how long an imported lead waits at most before it is handed over automatically.
	readyEvery = 3 * time.Second
	// mailEvery is how long somebody who asked for a mail waits at most before it is sent.
	mailEvery = 3 * time.Second
	// readyMost is how many leads one job hands over, well within its time.
	readyMost = 2_000
	// rescueAfter is when a job of a node that died is given to another node.
	rescueAfter = 5 * time.Minute
)

// RemindArgs asks for reminders.
type RemindArgs struct{}

// Kind names the job.
func (RemindArgs) Kind() string { return "remind" }

// FoldArgs asks to fold the reports.
type FoldArgs struct{}

// Kind names the job.
func (FoldArgs) Kind() string { return "fold" }

// BackArgs asks to give leads whose day has come back to marketing.
type BackArgs struct{}

// Kind names the job.
func (BackArgs) Kind() string { return "come_back" }

// MailArgs asks to send the mails that people wait for.
type MailArgs struct{}

// Kind names the job.
func (MailArgs) Kind() string { return "mail" }

// TidyArgs asks to tidy up.
type TidyArgs struct{}

// Kind names the job.
func (TidyArgs) Kind() string { return "tidy" }

// LearnArgs asks to learn what becomes of leads.
type LearnArgs struct{}

// Kind names the job.
func (LearnArgs) Kind() string { return "learn" }

// ReadyArgs asks to hand over leads automatically.
type ReadyArgs struct{}

// Kind names the job.
func (ReadyArgs) Kind() string { return "ready" }

// OutlookArgs asks to learn how goals will come out.
type OutlookArgs struct{}

// Kind names the job.
func (OutlookArgs) Kind() string { return "learn_outlooks" }

// Letters are the mails that people wait for.
type Letters interface {
	// SendDue sends the mails that are due. It is called again and again, on one node at a time.
	SendDue(ctx context.Context) error
}

// Start works on jobs until ctx ends or stop is called, which waits for running jobs. Without letters no mails are
// sent.
func Start[Tx any](
	ctx context.Context, driver riverdriver.Driver[Tx], store Store, desk *desk.Desk, letters Letters, log *slog.Logger,
) (stop func(), err error) {
	workers, periodic := plan(store, desk, letters)
	client, err := river.NewClient(driver, &river.Config{
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}}, Workers: workers,
		PeriodicJobs: periodic,
		JobTimeout:   time.Minute, RescueStuckJobsAfter: rescueAfter, CompletedJobRetentionPeriod: time.Hour,
		Logger: slog.New(quiet{log.Handler()}),
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	if err := client.Start(ctx); err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return func() { end(context.WithoutCancel(ctx), client, log) }, nil
}

// plan is who does each job, and when each is asked for.
func plan(store Store, desk *desk.Desk, letters Letters) (*river.Workers, []*river.PeriodicJob) {
	workers := river.NewWorkers()
	add(workers, desk.RemindAll, RemindArgs{})
	add(workers, func(ctx context.Context) error { return foldAll(ctx, store) }, FoldArgs{})
	add(workers, func(ctx context.Context) error { return comeBack(ctx, store, desk) }, BackArgs{})
	add(workers, func(ctx context.Context) error { return store.Tidy(ctx, time.Now()) }, TidyArgs{})
	add(workers, func(ctx context.Context) error { return handOver(ctx, desk) }, ReadyArgs{})
	river.AddWorker(workers, &patient[LearnArgs]{work: store.Refit})
	river.AddWorker(workers, &patient[OutlookArgs]{work: store.LearnOutlooks})
	periodic := []*river.PeriodicJob{
		every(remindEvery, RemindArgs{}), every(foldEvery, FoldArgs{}), every(backEvery, BackArgs{}),
		every(readyEvery, ReadyArgs{}), every(tidyEvery, TidyArgs{}), every(learnEvery, LearnArgs{}),
		every(outlookEvery, OutlookArgs{}),
	}
	if letters != nil {
		add(workers, letters.SendDue, MailArgs{})
		periodic = append(periodic, every(mailEvery, MailArgs{}))
	}
	return workers, periodic
}

// add says what is done for a job of a kind.
func add[Args river.JobArgs](workers *river.Workers, work func(context.Context) error, _ Args) {
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, _ *river.Job[Args]) error { return work(ctx) }))
}

// stopper is a client of River, as far as it is stopped.
type stopper interface {
	// Stop waits for running jobs.
	Stop(ctx context.Context) error
	// StopAndCancel ends the context of running jobs, and waits for them.
	StopAndCancel(ctx context.Context) error
}

// How long running jobs may go on once the program ends, and then how long they may take to notice that it does.
const (
	softly = 3 * time.Second
	firmly = 2 * time.Second
)

// end lets running jobs come to their end, cancels those that take too long, and leaves behind those that do not
// notice.
func end(ctx context.Context, client stopper, log *slog.Logger) {
	soft, cancel := context.WithTimeout(ctx, softly)
	defer cancel()
	if client.Stop(soft) == nil {
		return
	}
	hard, cancel := context.WithTimeout(ctx, firmly)
	defer cancel()
	if err := client.StopAndCancel(hard); err != nil {
		log.Warn("jobs were still under way at the end", "error", err)
	}
}

// foldAll folds until nothing is left.
func foldAll(ctx context.Context, store Store) error {
	for {
		if n, err := store.Fold(ctx); n == 0 || err != nil {
			return err
		}
	}
}

// comeBack gives all leads whose day has come back to marketing. A lead that somebody changed meanwhile is left out.
func comeBack(ctx context.Context, store Store, desk *desk.Desk) error {
	for {
		rested, err := store.Rested(ctx, desk.Now())
		if err != nil || len(rested) == 0 {
			return err
		}
		moved := 0
		for _, id := range rested {
			switch err := desk.ComeBack(ctx, id); {
			case err == nil:
				moved++
			case !errors.Is(err, errs.Conflict):
				return err
			}
		}
		if moved == 0 {
			return nil
		}
	}
}

// patient does a job that may take minutes on a busy machine.
type patient[Args river.JobArgs] struct {
	river.WorkerDefaults[Args]
	work func(ctx context.Context, at time.Time) error
}

// Work does what is due now.
func (p *patient[Args]) Work(ctx context.Context, _ *river.Job[Args]) error {
	return p.work(ctx, time.Now())
}

// Timeout is longer than that of other jobs.
func (p *patient[Args]) Timeout(*river.Job[Args]) time.Duration { return learnWithin }

// handOver hands over the leads that are ready. A lead that fails does not hold up the others, and is tried again by
// the next job.
func handOver(ctx context.Context, desk *desk.Desk) error {
	var failed error
	var last lead.ID
	for range readyMost {
		id, err := desk.SubmitReady(ctx, last)
		failed = errors.Join(failed, err)
		if id == 0 || ctx.Err() != nil {
			break
		}
		last = id
	}
	return failed
}

// every asks for a job at that interval, and at once when a node starts. At most one of a kind waits.
func every(interval time.Duration, args river.JobArgs) *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(interval), func() (river.JobArgs, *river.InsertOpts) {
		return args, &river.InsertOpts{MaxAttempts: 3, UniqueOpts: river.UniqueOpts{ByPeriod: interval}}
	}, &river.PeriodicJobOpts{RunOnStart: true})
}

// quiet leaves what River says in normal operation out of the log.
type quiet struct{ slog.Handler }

// Enabled lets warnings through.
func (q quiet) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelWarn }

// WithAttrs and WithGroup keep the handler quiet.
func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }

// WithGroup is like WithAttrs.
func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }
