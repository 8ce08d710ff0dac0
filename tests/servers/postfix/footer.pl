# footer.pl HOST PORT
# SMTP from standard input to HOST, as a mailing list passes mail on: with its name before the
# subject, and with a footer. Started by spawn(8) for each connection.
use strict;
use warnings;
use IO::Socket::INET;

my ($host, $port) = @ARGV;
my $server = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port) or die "$host: $!";
$| = 1;

# Passes one reply on, and says its code.
sub reply {
  while (my $line = <$server>) {
    # Neither TLS nor BDAT: the message could not be changed.
    next if $line =~ /^250-(?:STARTTLS|CHUNKING)/;
    print $line;
    return substr $line, 0, 3 if $line =~ /^\d{3} /;
  }
  exit;
}

sub message {
  my $header = 1;
  while (my $line = <STDIN>) {
    $header = 0 if $line =~ /^\r?\n/;
    $line =~ s/^Subject: /Subject: [list] / if $header;
    if ($line =~ /^\.\r?\n/) {
      print $server "-- \r\nThe list of relayed.test\r\n", $line;
      return;
    }
    print $server $line;
  }
}

reply();
while (my $command = <STDIN>) {
  print $server $command;
  my $code = reply();
  if ($command =~ /^DATA/i && $code eq '354') {
    message();
    reply();
  }
}
