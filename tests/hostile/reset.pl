# reset.pl ADDRESS PORT INNER_PORT
# Carries what comes to ADDRESS:PORT on to 127.0.0.1:INNER_PORT and back. When the inner side ends a
# connection, the client's is reset: SO_LINGER with a time of zero sends RST in place of FIN, and Deno
# has no such option. Ends with its standard input.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use Socket qw(SOL_SOCKET SO_LINGER);

my ($address, $port, $inner_port) = @ARGV;
$SIG{PIPE} = 'IGNORE';
$| = 1;

my $listener = IO::Socket::INET->new(
  LocalAddr => $address, LocalPort => $port, Listen => 16, ReuseAddr => 1,
) or die "cannot listen on $address:$port: $!\n";
print "LISTENING\n";

my $waiting = IO::Select->new(\*STDIN, $listener);
while (my @ready = $waiting->can_read) {
  exit if grep { $_ == \*STDIN } @ready;
  my $client = $listener->accept or next;
  my $inner = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $inner_port) or exit 1;
  carry($client, $inner);
}

sub carry {
  my ($client, $inner) = @_;
  my $select = IO::Select->new(\*STDIN, $client, $inner);
  for (;;) {
    for my $from ($select->can_read) {
      exit if $from == \*STDIN;
      my $count = sysread $from, my $octets, 65536;
      if ($count) {
        send_all($from == $client ? $inner : $client, $octets);
      } elsif ($from == $client) {
        $select->remove($client);
        $inner->shutdown(1);
      } else {
        setsockopt $client, SOL_SOCKET, SO_LINGER, pack('i2', 1, 0);
        return;
      }
    }
  }
}

sub send_all {
  my ($to, $octets) = @_;
  while (length $octets) {
    my $count = syswrite $to, $octets or return;
    substr $octets, 0, $count, '';
  }
}
