# In filter_begin of /etc/mail/mimedefang-filter.
sub sheepdip_refuses {
    my ($code, $category, $action) = run_virus_scanner(
        '/usr/bin/sheepdip mail --exit-profile mimedefang'
          . ' --on-encrypted accept --on-unexamined accept ./INPUTMSG 2>&1', 'FOUND');
    return 0 if $action eq 'proceed' && $code == 0;
    if ($action eq 'proceed' && $code == 1) {
        action_quarantine_entire_message('sheepdip');
        action_bounce('Message refused', '554', '5.7.1');
        return 1;
    }
    action_tempfail('Message not examined');
    return 1;
}
