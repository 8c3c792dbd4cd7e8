package privatepg

// endsWithProgram says that the kernel ends Postgres when the program is killed.
const endsWithProgram = true
