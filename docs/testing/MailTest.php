<?php

use PHPMailer\PHPMailer\Exception;
use PHPMailer\PHPMailer\PHPMailer;
use PHPUnit\Framework\TestCase;

final class MailTest extends TestCase
{
    public function testANewUserGetsALinkAndACode(): void
    {
        $this->signUp('ana@y.example');
        $mail = $this->call('/api/wait?to=ana@y.example&subject=confirm&timeout=5s');
        $this->assertSame('shop@x.example', $mail['From']['Address']);
        $links = $this->call("/api/message/{$mail['ID']}/links");
        $this->assertSame(['https://x.example/confirm?a=1'], $links);
        $this->assertSame(['123456'], $this->call("/api/message/{$mail['ID']}/codes"));
    }

    public function testARefusedRecipientIsNoticed(): void
    {
        $this->call('/api/faults', 'PUT', ['rules' => ['rcpt=550 5.1.1 no such user once']]);
        $this->expectException(Exception::class);
        $this->expectExceptionMessage('no such user');
        $this->signUp('nobody@y.example');
    }

    /** What is tested: it sends a new user a link and a code. */
    private function signUp(string $address): void
    {
        $mail = new PHPMailer(true);
        $mail->isSMTP();
        $mail->Host = getenv('SMTP_HOST') ?: 'localhost';
        $mail->Port = (int) (getenv('SMTP_PORT') ?: 1025);
        $mail->setFrom('shop@x.example', 'Shop');
        $mail->addAddress($address);
        $mail->Subject = 'Please confirm your address';
        $mail->Body = 'Go to https://x.example/confirm?a=1 and type 123456.';
        $mail->send();
    }

    private function call(string $path, string $method = 'GET', ?array $data = null): array
    {
        $url = rtrim(getenv('MAILPIT_URL') ?: 'http://localhost:8025', '/') . $path;
        $http = ['method' => $method];
        if ($data !== null) {
            $http += ['header' => 'Content-Type: application/json', 'content' => json_encode($data)];
        }
        $answer = file_get_contents($url, false, stream_context_create(['http' => $http]));
        return json_decode($answer, true, flags: JSON_THROW_ON_ERROR);
    }
}
