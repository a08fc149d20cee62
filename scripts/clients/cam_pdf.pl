# CAM::PDF in Perl.
use strict;
use warnings;
use CAM::PDF;
use Encode qw(encode);
use JSON::PP;

my ($action, $source, $values, $out) = @ARGV;
if ($action eq "version") {
    print "$CAM::PDF::VERSION\n";
    exit;
}
open my $file, "<", $values or die $!;
my $typed = decode_json(do { local $/; <$file> });
my $pdf = CAM::PDF->new($source) or die $CAM::PDF::errstr;
my %texts = %{ $typed->{texts} };
$_ = /^[\x20-\x7e]*$/ ? $_ : encode("UTF-16", $_) for values %texts;
$pdf->fillFormFields(%texts, map { $_ => $typed->{choices}{$_}{value} } keys %{ $typed->{choices} });
for my $name (keys %{ $typed->{ticks} }) {
    my $field = $pdf->getFormField($name)->{value}{value};
    $field->{$_} = CAM::PDF::Node->new("label", $typed->{ticks}{$name} ? "Yes" : "Off") for qw(V AS);
}
$pdf->cleanoutput($out);
