package agreement

import "time"

// Workday is how much working time a working day of the calendar has in the mean: 24 hours where it has no hours.
func (c Calendar) Workday() time.Duration {
	if len(c.Week) == 0 {
		return 24 * time.Hour
	}
	open, days := c.weekly()
	return (open / time.Duration(days)).Round(time.Minute)
}

// Stretch is how much time goes by while so much working time does, in a week without holidays.
func (c Calendar) Stretch(working time.Duration) time.Duration {
	if len(c.Week) == 0 {
		return working
	}
	open, _ := c.weekly()
	return time.Duration(float64(working) * float64(7*24*time.Hour) / float64(open))
}

// weekly is the working time of a week, and on how many days it begins.
func (c Calendar) weekly() (open time.Duration, days int) {
	on := map[time.Weekday]bool{}
	for _, i := range c.Week {
		minutes := i.To - i.From
		if minutes <= 0 { // until that time of the next day
			minutes += 24 * 60
		}
		open += time.Duration(minutes) * time.Minute
		on[i.Day] = true
	}
	return open, len(on)
}
