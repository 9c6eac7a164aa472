# Run before the users' own scripts (sieve_before). Sieve cannot ask for another try, so what could not be checked
# (crashed, timed out, missing) is filed where nobody opens it by mistake, and is not lost.
require ["fileinto", "mailbox", "vnd.dovecot.filter"];

if filter "sheepdip-mark" {
    if header :is "X-Sheepdip-Verdict" ["suspicious", "dangerous"] {
        fileinto :create "Quarantine";
        stop;
    }
} else {
    fileinto :create "Unchecked";
    stop;
}
