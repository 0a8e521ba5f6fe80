// SPDX-License-Identifier: GPL-2.0
/* The terminal for the live view. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "../../driver/core/types.h"
#include "keys.h"
#include "terminal.h"

#define WIDTH_DEFAULT	80
#define HEIGHT_DEFAULT	24
/* A key that is several bytes comes as one; on a bad line, nearly. */
#define KEY_REST_MS	50

/* alternate screen, cursor off; and back */
#define ENTER	"\033[?1049h\033[?25l\033[2J"
#define LEAVE	"\033[?25h\033[0m\033[?1049l"

static struct termios original;
static volatile sig_atomic_t entered;
static bool have_keyboard;
static bool keyboard_closed;
/* What came from the keyboard and was not handed out yet. */
static char pressed[KEY_BYTES_MAX];
static size_t pressed_bytes;

static const int crashes[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT };

static void put(const char *sequence)
{
	/* Nothing useful can be done if even this fails. */
	if (write(STDOUT_FILENO, sequence, strlen(sequence)) < 0)
		return;
}

bool terminal_usable(void)
{
	const char *type = getenv("TERM");

	return isatty(STDOUT_FILENO) && type && *type && strcmp(type, "dumb");
}

bool terminal_color(void)
{
	const char *no_color = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(no_color && *no_color);
}

void terminal_leave(void)
{
	if (!entered)
		return;
	entered = 0;
	put(LEAVE);
	if (have_keyboard)
		tcsetattr(STDIN_FILENO, TCSANOW, &original);
}

/* write() and tcsetattr() may be called here; then die as one would have. */
static void on_crash(int signal)
{
	terminal_leave();
	raise(signal);
}

static void catch_crashes(void)
{
	struct sigaction action = {
		.sa_handler = on_crash,
		.sa_flags = (int)SA_RESETHAND,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(crashes); i++)
		sigaction(crashes[i], &action, NULL);
	atexit(terminal_leave);
}

void terminal_enter(void)
{
	static bool caught;
	struct termios raw;

	if (!caught)
		catch_crashes();
	caught = true;

	have_keyboard = !tcgetattr(STDIN_FILENO, &original);
	if (have_keyboard) {
		raw = original;
		/* Ctrl-C and Ctrl-Z remain signals. */
		raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
		raw.c_cc[VMIN] = 0;
		raw.c_cc[VTIME] = 0;
		tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	}
	entered = 1;
	put(ENTER);
}

void terminal_suspend(void)
{
	bool was_entered = entered;

	terminal_leave();
	raise(SIGSTOP);
	if (was_entered)
		terminal_enter();
}

void terminal_size(unsigned int *width, unsigned int *height)
{
	struct winsize size;

	*width = WIDTH_DEFAULT;
	*height = HEIGHT_DEFAULT;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		return;
	if (size.ws_col)
		*width = size.ws_col;
	if (size.ws_row)
		*height = size.ws_row;
}

int terminal_key_fd(void)
{
	return entered && have_keyboard && !keyboard_closed ? STDIN_FILENO : -1;
}

/* Add what has come to what is there; false if nothing has, or never will. */
static bool read_keys(int timeout_ms)
{
	struct pollfd keyboard = { .fd = STDIN_FILENO, .events = POLLIN };
	ssize_t got;

	if (keyboard_closed || poll(&keyboard, 1, timeout_ms) <= 0)
		return false;
	got = read(STDIN_FILENO, pressed + pressed_bytes,
		   sizeof(pressed) - pressed_bytes);
	/* Readable without a byte is the end: do not ask again for ever. */
	if (got <= 0) {
		keyboard_closed = true;
		return false;
	}
	pressed_bytes += (size_t)got;
	return true;
}

int terminal_key(void)
{
	size_t used;
	int key;

	if (!pressed_bytes)
		read_keys(0);
	key = key_decode(pressed, pressed_bytes, &used);
	while (key == KEY_MORE && read_keys(KEY_REST_MS))
		key = key_decode(pressed, pressed_bytes, &used);
	if (key == KEY_MORE) {
		/* Nothing follows: it is the key that all others begin with. */
		key = KEY_ESCAPE;
		used = 1;
	}
	pressed_bytes -= used;
	memmove(pressed, pressed + used, pressed_bytes);
	return key;
}
